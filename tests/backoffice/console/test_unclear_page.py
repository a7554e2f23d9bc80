"""Staff read what the assistant was not sure of and say what was meant."""

from backoffice.roles import Role
from backoffice.unclear_messages import JUDGED, SET_ASIDE, Meaning
from tests.backoffice.console.counter import Counter

PAGE = "/staff/unclear-messages"
TEXT = "那个本本啥时候换新的"  # synthetic
GUESS = Meaning("ask_procedure", "dibao", "none")


def kept(counter: Counter) -> None:
    with counter.desk.database.write() as c:
        counter.desk.office.unclear_messages.keep(c, 1, TEXT, GUESS, 0.31)


def count(counter: Counter, state: str) -> int:
    with counter.desk.database.read() as c:
        return counter.desk.office.unclear_messages.count(c, state)


def test_a_message_stands_with_what_it_was_taken_for_and_is_judged(counter: Counter) -> None:
    kept(counter)
    clerk = counter.clerk(Role.COUNTY_APPROVER).goes_to(PAGE)
    assert TEXT in clerk.reads
    assert "问去哪办、怎么办、多久 · 最低生活保障(低保)（31% 把握）" in clerk.reads
    clerk.presses("就是这个意思", topic="legal_aid_card")
    assert "记下了" in clerk.reads
    assert "都看过了" in clerk.reads
    with counter.desk.database.read() as c:
        [judged] = counter.desk.office.unclear_messages.judged(c)
    assert judged.meaning == Meaning("ask_procedure", "legal_aid_card", "none")


def test_labels_that_cannot_stand_together_are_not_taken(counter: Counter) -> None:
    kept(counter)
    clerk = counter.clerk(Role.ADMINISTRATOR).goes_to(PAGE)
    clerk.presses("就是这个意思", act="greet", topic="dibao")
    assert "没有保存" in clerk.reads
    assert TEXT in clerk.reads
    assert count(counter, JUDGED) == 0


def test_a_message_that_teaches_nothing_is_set_aside(counter: Counter) -> None:
    kept(counter)
    clerk = counter.clerk(Role.LEGAL_AID_OFFICER).goes_to(PAGE).presses("这句不用学")
    assert "都看过了" in clerk.reads
    assert (count(counter, SET_ASIDE), count(counter, JUDGED)) == (1, 0)


def test_two_people_at_one_message_are_told(counter: Counter) -> None:
    kept(counter)
    late = counter.clerk(Role.COUNTY_APPROVER).goes_to(PAGE)
    counter.clerk(Role.ADMINISTRATOR).goes_to(PAGE).presses("就是这个意思")
    late.presses("就是这个意思", status=409)
    assert "已经有人看过了" in late.answer.text
