"""A staff member's desk: the console in a browser, worked as at an office."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

NEW_PASSWORD = "清水 river 2026"


class Desk:
    """One browser in which somebody is, or will be, signed in."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._url = url
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.loads: list[str] = []
        self.page.on("load", lambda page: self.loads.append(page.url))

    def signs_in_for_the_first_time(self, username: str, password: str) -> None:
        """With the password of the first start, which must be changed at once."""
        self.page.goto(f"{self._url}/staff/")
        self.page.locator("#username").fill(username)
        self.page.locator("#password").fill(password)
        self.presses("登录")
        self.page.locator("#old").fill(password)
        self.page.locator("#new").fill(NEW_PASSWORD)
        self.page.locator("#again").fill(NEW_PASSWORD)
        self.presses("换密码")
        expect(self.page.locator(".said")).to_contain_text("密码已换好")

    def opens_the_queue(self) -> None:
        """The list of what is to be done, following what is new."""
        with self.page.expect_request(lambda request: "/staff/live" in request.url):
            self.page.goto(f"{self._url}/staff/")

    def row(self, key: str) -> Locator:
        """A row of the queue, such as `conversation:<id>`."""
        return self.page.locator(f'#region-rows > li[data-key="{key}"]')

    def row_of(self, receipt: str) -> Locator:
        """The row of a case."""
        return self.page.locator("#region-rows > li").filter(has_text=receipt)

    def opens(self, row: Locator) -> None:
        """Follow a row to its page."""
        row.locator("h2 a").click()

    def presses(self, label: str) -> None:
        """A button by its words."""
        self.page.get_by_role("button", name=label, exact=True).first.click()

    def replies(self, text: str) -> None:
        """Write to the resident."""
        self.page.locator("#reply-text").fill(text)
        self.presses("发给居民")
        expect(self.line(text)).to_be_visible()

    def line(self, text: str) -> Locator:
        """A message in the thread of the open conversation."""
        return self.page.locator("#region-thread > li.line").filter(has_text=text)
