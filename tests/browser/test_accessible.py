"""axe-core finds nothing that keeps anybody from reading or using a page: the resident's in each of its states, and the staff's.

Rules are those of WCAG 2.2 A and AA and axe's own good practice, all of them.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import NewPhone
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.residents import who_wants_dibao

NARROW = ViewportSize(width=320, height=568)
DANGER = "他又打我了，我不敢回家"


def has_begun(phone: Phone) -> None:
    """Nothing was written yet."""
    expect(phone.box).to_be_visible()


def is_asked_something(phone: Phone) -> None:
    """A question without choices is open."""
    phone.answers("我家能吃低保吗")


def may_pick(phone: Phone) -> None:
    """Choices stand under the last message."""
    phone.answers("我想办法律援助卡")
    expect(phone.options).not_to_have_count(0)


def has_a_verdict(phone: Phone) -> None:
    """A long answer with a figure, a source and choices."""
    phone.converses(who_wants_dibao(), until=lambda asked: asked.question is None)
    expect(phone.from_bot.last).to_contain_text("不是决定")


def waits_for_a_person(phone: Phone) -> None:
    """A person was called."""
    phone.answers("我要转人工")
    expect(phone.page.locator("#held")).to_be_visible()


def is_in_danger(phone: Phone) -> None:
    """The few words with the number."""
    phone.answers(DANGER)
    expect(phone.from_bot.first).to_contain_text("110")


def has_no_network(phone: Phone) -> None:
    """A message that cannot be sent, and the word that says so."""
    phone.context.set_offline(True)
    phone.box.fill("三口人")
    phone.box.press("Enter")
    expect(phone.page.locator("#connection")).to_contain_text("现在没有网络", timeout=10_000)


STATES: tuple[Callable[[Phone], None], ...] = (
    has_begun, is_asked_something, may_pick, has_a_verdict, waits_for_a_person, is_in_danger, has_no_network,
)  # fmt: skip


@pytest.mark.parametrize("reaches", STATES)
def test_the_residents_page_keeps_nobody_out(new_phone: NewPhone, reaches: Callable[[Phone], None]) -> None:
    phone = new_phone()
    reaches(phone)
    assert_nothing_found(phone.page)
    phone.page.set_viewport_size(NARROW)
    assert_nothing_found(phone.page)
    phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert_nothing_found(phone.page)
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("reaches", [may_pick, waits_for_a_person, is_in_danger])
def test_the_residents_page_keeps_nobody_out_in_high_contrast(
    new_phone: NewPhone, reaches: Callable[[Phone], None]
) -> None:
    phone = new_phone()
    phone.page.emulate_media(forced_colors="active", contrast="more")
    reaches(phone)
    assert_nothing_found(phone.page)
    phone.page.emulate_media(forced_colors="none", color_scheme="dark")
    assert_nothing_found(phone.page)


def test_the_plain_form_keeps_nobody_out(new_phone: NewPhone, chromium: Browser) -> None:
    """What is sent to a browser without script, looked at in one that can look: the same words, its script left out."""
    phone = new_phone(javascript=False)
    for text in ("", "我想办法律援助卡", DANGER):
        if text:
            phone.box.fill(text)
            phone.page.get_by_role("button", name="发送").click()
            expect(phone.words(text).last).to_be_visible()
        with as_without_script(chromium, phone.page) as page:
            assert_nothing_found(page)


@pytest.fixture
def pages_of_staff(desk: Desk, new_phone: NewPhone) -> list[str]:
    """Every page that the console's own links lead to from its first page, and from an open conversation and a case."""
    resident = new_phone()
    resident.converses(who_wants_dibao())
    assert resident.talk is not None
    desk.opens_the_queue()
    found = links(desk.page)
    for address in list(found):
        desk.page.goto(address)
        found |= links(desk.page)
    kinds = {re.sub(r"[0-9a-f]{16,}|[A-Z]{2}-\d{6}-\w+|\d+", "…", address): address for address in sorted(found)}
    return sorted(kinds.values())


def test_the_pages_of_staff_keep_nobody_out(desk: Desk, pages_of_staff: list[str]) -> None:
    assert len(pages_of_staff) > 6, pages_of_staff
    for address in pages_of_staff:
        desk.page.goto(address)
        assert_nothing_found(desk.page)


def test_the_door_of_staff_keeps_nobody_out(new_phone: NewPhone) -> None:
    page = new_phone().page
    page.goto(f"{page.url.rstrip('/')}/staff/")
    assert_nothing_found(page)


def links(page: Page) -> set[str]:
    """Where the links of a page lead inside the console, without what they jump to or filter."""
    found = page.locator("a[href]").evaluate_all("all => all.map(one => one.href)")
    return {
        address.partition("#")[0].partition("?")[0]
        for address in found
        if "/staff/" in address
        and not re.search(r"sign-out|export|\.(csv|xlsx|svg|png|pdf)|/files?/|attachment", address)
    }


class as_without_script:
    """A page's document as it came, without its scripts and with what stands for them, in a browser that axe can run in."""

    def __init__(self, chromium: Browser, plain: Page) -> None:
        self._chromium, self._plain = chromium, plain

    def __enter__(self) -> Page:
        document = re.sub(r"<script\b.*?</script>|</?noscript>", "", self._plain.content(), flags=re.DOTALL)
        self._context = self._chromium.new_context(viewport=NARROW, locale="zh-CN")
        page = self._context.new_page()
        page.route(self._plain.url, lambda route: route.fulfill(body=document, content_type="text/html; charset=utf-8"))
        page.goto(self._plain.url)
        return page

    def __exit__(self, *_: object) -> None:
        self._context.close()


def assert_nothing_found(page: Page) -> None:
    """No violation; each that there is with its rule, its element and what axe says of it."""
    found = Axe().run(page).response["violations"]
    assert not [
        f"{page.url} {one['id']} ({one['impact']}): {node['html'][:200]} · {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
