"""The main story, both sides in a real browser: asked, screened, applied, taken over, given back."""

from playwright.sync_api import expect

from tests.browser.assistant import Assistant, wait_until
from tests.browser.conftest import NewPhone, TakePicture
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.residents import who_holds_a_card, who_wants_dibao

DANGER = "他又打我了，我不敢回家"
HIDDEN = "the last message hides behind the head, a notice or the box to write in"


def test_a_resident_applies_and_a_person_takes_over_and_gives_back(
    phone: Phone, desk: Desk, assistant: Assistant, take_picture: TakePicture
) -> None:
    desk.opens_the_queue()
    resident = who_wants_dibao()
    phone.converses(resident, until=lambda asked: asked.question is None)
    verdict = phone.from_bot.last
    expect(verdict).to_contain_text("不是决定")
    expect(verdict).to_contain_text("第四条")
    expect(phone.options).not_to_have_count(0)
    wait_until(phone.hides_nothing_of_the_last_message, HIDDEN)
    take_picture(phone.page, "web-chat-phone")

    loaded = len(desk.loads)
    phone.converses(resident)
    assert resident.receipt, "the application was filed"
    expect(desk.row_of(resident.receipt)).to_be_visible()
    expect(desk.page.locator("#news")).to_contain_text(resident.receipt)
    assert len(desk.loads) == loaded, "the case arrived without a reload"

    phone.answers("我还想办法律援助卡")
    assert phone.asked.question
    expect(phone.option("低保户")).to_be_visible()

    desk.opens(desk.row_of(resident.receipt))
    desk.page.get_by_role("link", name="打开对话").click()
    desk.presses("接手")
    expect(desk.page.locator("#region-state")).to_contain_text("我在接待")
    expect(phone.page.locator("#held")).to_contain_text("正在和您说话")
    said_by_bot, loaded = phone.from_bot.count(), len(desk.loads)

    phone.says("在吗")
    expect(desk.line("在吗")).to_be_visible()
    assert len(desk.loads) == loaded, "the message arrived without a reload"
    desk.replies("您好，我是县民政局的，您的申请我看到了。")
    expect(phone.from_staff.last).to_contain_text("您的申请我看到了")
    phone.says("好的谢谢")
    expect(desk.line("好的谢谢")).to_be_visible()
    desk.replies("不客气，办卡的事请接着答。")
    expect(phone.from_staff).to_have_count(2)
    wait_until(lambda: all(assistant.has_dealt_with(phone.talk or "", text) for text in ("在吗", "好的谢谢")), "unread")
    assert phone.from_bot.count() == said_by_bot, "the bot was silent while a person spoke"
    expect(phone.page.locator("#held")).to_be_in_viewport()
    wait_until(phone.hides_nothing_of_the_last_message, HIDDEN)
    take_picture(desk.page, "staff-conversation", full_page=True)

    desk.presses("交还机器人")
    expect(phone.from_bot).not_to_have_count(said_by_bot)
    phone.sees_everything()
    expect(phone.option("低保户")).to_be_visible()
    assert phone.asked.question, "the bot asks the question that is open"
    expect(phone.page.locator("#held")).to_have_text("")


def test_a_card_holder_gets_legal_help_without_a_means_test(phone: Phone, desk: Desk) -> None:
    desk.opens_the_queue()
    resident = who_holds_a_card()
    phone.converses(resident)
    assert resident.receipt, "the request was filed"
    expect(phone.words("一个月一共有多少钱收入")).to_have_count(0)
    expect(desk.row_of(resident.receipt)).to_contain_text("持法律援助卡")


def test_danger_is_answered_at_once_and_stands_first(
    new_phone: NewPhone, desk: Desk, take_picture: TakePicture
) -> None:
    waiting = new_phone()
    waiting.answers("我要转人工")
    expect(waiting.page.locator("#held")).to_contain_text("正在为您找工作人员")
    wait_until(waiting.hides_nothing_of_the_last_message, HIDDEN)
    desk.opens_the_queue()
    in_danger = new_phone()
    in_danger.box.fill(DANGER)
    in_danger.box.press("Enter")
    expect(in_danger.from_bot.first).to_contain_text("110", timeout=3_000)
    in_danger.sees_everything()
    first = desk.page.locator("#region-rows > li").first
    expect(first).to_have_attribute("data-key", f"conversation:{in_danger.talk}")
    expect(first).to_contain_text("危险")
    expect(desk.row(f"conversation:{waiting.talk}")).to_be_visible()
    take_picture(desk.page, "staff-queue", full_page=True)
