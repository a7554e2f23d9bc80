"""The resident's page under bad networks, on small screens, without a pointer, without a script."""

from playwright.sync_api import Route, ViewportSize, expect

from conversations.reading import Line
from tests.browser.assistant import Assistant, wait_until
from tests.browser.conftest import NewPhone
from tests.browser.phone import Phone
from tests.residents import who_wants_dibao

QUESTION = "我家能吃低保吗"
MESSAGES = "**/channels/web/messages"
STREAM = "**/channels/web/stream*"
NARROW = ViewportSize(width=320, height=568)


def test_a_reload_in_the_middle_loses_and_doubles_nothing(phone: Phone, assistant: Assistant) -> None:
    phone.answers(QUESTION)
    phone.answers("3口人")
    phone.box.fill("一个月900")
    phone.box.press("Enter")
    phone.page.reload()
    phone.sees_everything()
    phone.box.fill("写到一半")
    phone.page.reload()
    phone.sees_everything()
    expect(phone.box).to_have_value("写到一半")
    said = assistant.thread(phone.talk)
    assert written(said) == [QUESTION, "3口人", "一个月900"]
    assert shown(phone) == [line.text for line in said]


def test_what_is_written_without_a_network_is_sent_once_when_it_is_back(phone: Phone, assistant: Assistant) -> None:
    phone.answers(QUESTION)
    phone.context.set_offline(True)
    phone.box.fill("3口人")
    phone.box.press("Enter")
    expect(phone.words("3口人").locator(".delivery")).to_have_text("正在发送…")
    expect(phone.page.locator("#connection")).to_contain_text("现在没有网络", timeout=10_000)
    wait_until(phone.hides_nothing_of_the_last_message, "the complaint hides the last message")
    phone.context.set_offline(False)
    expect(phone.words("3口人").locator(".delivery")).to_have_text("已送达", timeout=20_000)
    phone.sees_everything()
    assert written(assistant.thread(phone.talk)) == [QUESTION, "3口人"]
    expect(phone.words("3口人")).to_have_count(1)
    expect(phone.page.locator("#connection")).to_have_text("")


def test_a_message_whose_receipt_was_lost_is_kept_once(phone: Phone, assistant: Assistant) -> None:
    tries: list[int] = []

    def arrives_but_the_first_receipt_is_lost(route: Route) -> None:
        answer = route.fetch()
        tries.append(answer.status)
        if len(tries) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    phone.page.route(STREAM, lambda route: route.abort())
    phone.page.route(MESSAGES, arrives_but_the_first_receipt_is_lost)
    phone.page.reload()
    phone.says(QUESTION)
    assert len(tries) == 2, "the page tried again, because nothing told it that the first had arrived"
    phone.page.unroute(STREAM)
    phone.sees_everything()
    assert written(assistant.thread(phone.talk)) == [QUESTION]
    expect(phone.words(QUESTION)).to_have_count(1)


def test_nothing_is_wider_than_a_screen_of_320_pixels(new_phone: NewPhone) -> None:
    phone = new_phone(viewport=NARROW)
    assert width(phone) <= NARROW["width"]
    phone.converses(who_wants_dibao(), until=lambda asked: asked.question is None)
    expect(phone.from_bot.last).to_contain_text("不是决定")
    assert width(phone) <= NARROW["width"]
    phone.answers("我要转人工")
    expect(phone.page.locator("#held")).to_be_visible()
    assert width(phone) <= NARROW["width"]


def test_a_keyboard_is_enough(phone: Phone) -> None:
    keys = phone.page.keyboard
    keys.press("Tab")
    expect(phone.page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    expect(phone.box).to_be_focused()
    keys.type("我想办法律援助卡")
    keys.press("Enter")
    phone.sees_everything()
    expect(phone.options).not_to_have_count(0)
    expect(phone.box).to_be_focused()
    last = phone.options.last
    label = last.inner_text()
    keys.press("Shift+Tab")
    expect(last).to_be_focused()
    assert last.evaluate("button => getComputedStyle(button).outlineStyle") != "none", "the focus can be seen"
    keys.press("Enter")
    expect(phone.words(label).last.locator(".delivery")).to_have_text("已送达")
    phone.sees_everything()
    expect(phone.from_bot.last).to_be_in_viewport()


def test_the_form_works_without_a_script(new_phone: NewPhone) -> None:
    phone = new_phone(javascript=False)
    phone.box.fill("我想办法律援助卡")
    phone.page.get_by_role("button", name="发送").click()
    expect(phone.from_bot.last).to_be_visible()
    before = phone.from_bot.count()
    phone.option("低保户").click()
    expect(phone.words("低保户").last).to_be_visible()
    expect(phone.from_bot).not_to_have_count(before)


def written(lines: list[Line]) -> list[str]:
    """What the resident wrote, as it was kept."""
    return [line.text for line in lines if line.who == "resident"]


def shown(phone: Phone) -> list[str]:
    """Every line on the page, in its order."""
    return phone.lines.locator(".words").all_text_contents()


def width(phone: Phone) -> int:
    """How wide the page is, what is scrolled out of sight included."""
    return int(phone.page.evaluate("document.documentElement.scrollWidth"))
