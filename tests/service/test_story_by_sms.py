"""The main story by text message: signed requests from a carrier over real HTTP, staff at the console's own pages."""

from collections.abc import Iterator, Sequence
from statistics import median

import httpx
import pytest
from sqlalchemy import select

from backoffice.roles import Role, StaffMember
from channels.sms_text import measure
from conversations.tables import outbox
from tests.backoffice.console.clerk import Clerk
from tests.channels.twilio_stub import StubMessage
from tests.faults.invariants import violations
from tests.faults.stage import Stage, wait_until
from tests.residents import who_holds_a_card, who_wants_dibao

#: The first start of an assistant may have to train its model.
pytestmark = pytest.mark.timeout(300)

POOR = "+8613900000201"
HOLDER = "+8613900000202"

MOST_SEGMENTS = 4
SECOND_PASSWORD = "清水 river 2026"


@pytest.fixture(scope="module")
def clerk(by_sms: Stage) -> Iterator[Clerk]:
    """The first administrator, who has changed the password that the first start wrote down."""
    username, password = (by_sms.folder / "first-staff-password.txt").read_text().split()
    somebody = StaffMember("", username, username, frozenset({Role.ADMINISTRATOR}), True, True, sees_danger=True)
    with httpx.Client(base_url=by_sms.url, follow_redirects=True, trust_env=False, timeout=20) as browser:
        clerk = Clerk(browser, somebody, password)  # type: ignore[arg-type]
        clerk.signs_in().presses("换密码", old=password, new=SECOND_PASSWORD, again=SECOND_PASSWORD)
        yield clerk


def test_a_resident_applies_for_dibao_and_a_person_takes_over_and_gives_back(by_sms: Stage, clerk: Clerk) -> None:
    resident = who_wants_dibao()
    by_sms.converse(POOR, resident)
    assert resident.receipt
    assert any("不是决定" in words and "第四条" in words for words in told(by_sms, POOR)), (
        "the verdict names its source"
    )

    resident_says(by_sms, POOR, "我还想办法律援助卡")
    asked = by_sms.sent_to(POOR)[-1].body
    assert "回1 低保户" in asked

    clerk.goes_to("/staff/").follows(resident.receipt).follows("打开对话").presses("接手")
    taken, word = len(by_sms.sent_to(POOR)), "您好，我是县民政局的，您的申请我看到了。"
    clerk.presses("发给居民", text=word)
    wait_until(lambda: len(by_sms.sent_to(POOR)) > taken, 20, by_sms.words)
    resident_says(by_sms, POOR, "在吗")
    resident_says(by_sms, POOR, "1")
    assert [message.body for message in by_sms.sent_to(POOR)[taken:]] == [word]
    assert "在吗" in clerk.goes_to(clerk.address).reads

    given_back = len(by_sms.sent_to(POOR))
    clerk.presses("交还机器人")
    wait_until(lambda: len(by_sms.sent_to(POOR)) > given_back, 20, by_sms.words)
    by_sms.settle(POOR)
    asked, _ = by_sms.seen(POOR)
    assert asked.question is not None
    assert asked.question.fact == "consent", "the answer that came meanwhile was taken, and the next question is asked"
    assert by_sms.sent_to(POOR)[-1].body.endswith("您同意吗？\n回1 同意\n回2 不同意")


def test_a_card_holder_gets_legal_help_without_a_means_test(by_sms: Stage, clerk: Clerk) -> None:
    resident = who_holds_a_card()
    by_sms.converse(HOLDER, resident)
    assert resident.receipt
    assert not [words for words in told(by_sms, HOLDER) if "一个月一共有多少钱收入" in words]

    clerk.goes_to("/staff/")
    assert "持法律援助卡" in clerk.reads
    clerk.follows(resident.receipt)
    assert "某某建筑公司" in clerk.reads

    given = len(by_sms.sent_to(HOLDER))
    resident_says(by_sms, HOLDER, f"查一下{resident.receipt}办到哪了")
    assert len(by_sms.sent_to(HOLDER)) > given
    assert resident.receipt in "".join(told(by_sms, HOLDER)[given:])


def test_a_story_costs_few_segments(by_sms: Stage) -> None:
    counts = [measure(message.body).count for phone in (POOR, HOLDER) for message in by_sms.sent_to(phone)]
    assert len(counts) > 30, "the stories above have run"
    assert median(counts) <= 2
    assert max(counts) <= MOST_SEGMENTS


def test_the_carrier_reports_every_message_as_delivered(by_sms: Stage) -> None:
    def undelivered() -> Sequence[str]:
        with by_sms.database.read() as c:
            return c.scalars(select(outbox.c.state).where(outbox.c.state != "delivered")).all()

    wait_until(lambda: not undelivered(), 20, lambda: f"not delivered: {undelivered()}")


def test_nothing_of_the_stories_was_lost_or_doubled(by_sms: Stage) -> None:
    with by_sms.database.read() as c:
        assert violations(c, by_sms.vault, by_sms.witness) == []


def resident_says(running: Stage, phone: str, text: str) -> None:
    running.deliver(phone, text)
    running.settle(phone)


def told(running: Stage, phone: str) -> list[str]:
    """What the resident's telephone shows."""
    messages: list[StubMessage] = running.sent_to(phone)
    return [message.body for message in messages]
