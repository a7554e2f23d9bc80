"""A resident's telephone: the web page, touched and read as a person would."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, expect

from conversations.messages import Asked
from tests.browser.assistant import Assistant, wait_until
from tests.residents import Resident


class Phone:
    """One browser with the resident's page open in it."""

    def __init__(self, context: BrowserContext, assistant: Assistant) -> None:
        self.context, self._assistant = context, assistant
        self.page = context.new_page()
        self.page.goto(f"{assistant.url}/")
        self.box = self.page.locator("#text")
        self.lines = self.page.locator("#lines > li.line")
        self.from_bot = self.page.locator("#lines > li.assistant")
        self.from_staff = self.page.locator("#lines > li.staff")
        self.options = self.page.locator("#lines form.options button")

    @property
    def talk(self) -> str | None:
        """The conversation of this browser, once there is one."""
        cookies = {cookie.get("name"): cookie.get("value") for cookie in self.context.cookies()}
        key = cookies.get("talk")
        return self._assistant.talk_of(key) if key else None

    @property
    def asked(self) -> Asked:
        """What the assistant wants to know."""
        return self._assistant.asked(self.talk)

    def option(self, label: str) -> Locator:
        """A button under the last message."""
        return self.options.filter(has_text=label)

    def words(self, text: str) -> Locator:
        """Lines that say just this."""
        return self.lines.filter(has=self.page.locator(".words", has_text=text))

    def says(self, text: str) -> None:
        """Write and send; the page says that it was delivered."""
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.words(text).last.locator(".delivery")).to_have_text("已送达", timeout=20_000)

    def answers(self, text: str) -> None:
        """Press the button that says so, else write it; then see everything that comes."""
        labels = self.options.all_text_contents()
        if text in labels:
            self.options.nth(labels.index(text)).click()
        else:
            self.says(text)
        self.sees_everything()

    def sees_everything(self) -> None:
        """Wait until nothing more is to come and all that was sent stands on the page."""
        wait_until(lambda: self.talk is not None, "the message never arrived")
        talk = self.talk
        assert talk is not None
        expect(self.page.locator("#lines > li.waiting")).to_have_count(0, timeout=20_000)
        wait_until(lambda: not self._assistant.owes(talk), f"never answered\n{self._assistant.running.log()}")
        for line in self._assistant.thread(talk)[-4:]:
            expect(self.page.locator(f"#{line.id}")).to_be_attached(timeout=10_000)

    def converses(self, resident: Resident, until: Callable[[Asked], bool] = lambda _: False) -> None:
        """Answer whatever is open, from the resident's sheet, until they are done or `until` holds."""
        while not (resident.said and until(self.asked)):
            line = resident.next_line(self.asked, self._assistant.thread(self.talk))
            if line is None:
                return
            self.answers(line)

    def hides_nothing_of_the_last_message(self) -> bool:
        """Whether the end of the thread, notices included, stands above the place to write and below the head."""
        last = self.page.locator("#lines > li.line").last
        parts = [last.locator(".words"), last.locator(".small"), *last.locator("form.options button").all()]
        parts += [self.page.locator("#held")] if self.page.locator("#held").inner_text().strip() else []
        floor, ceiling = self._top_of("footer"), self._bottom_of("body > header")
        boxes = [box for box in (part.bounding_box() for part in parts) if box is not None]
        lowest = max(box["y"] + box["height"] for box in boxes)
        return lowest <= floor + 1 and boxes[0]["y"] + boxes[0]["height"] > ceiling

    def _top_of(self, selector: str) -> float:
        box = self.page.locator(selector).bounding_box()
        assert box is not None
        return box["y"]

    def _bottom_of(self, selector: str) -> float:
        box = self.page.locator(selector).bounding_box()
        assert box is not None
        return box["y"] + box["height"]
