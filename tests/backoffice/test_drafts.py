"""Answers are kept one by one, can be changed, and are forgotten in time."""

import pytest
from sqlalchemy import select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.errors import DraftClosed, PersonalFactNotText, UnknownDraft
from backoffice.facts import UNKNOWN, masked
from tests.backoffice.desk import Desk
from vault.errors import UnknownTokenError
from vault.tables import vault_value

RESIDENT = Actor.resident("somebody")

ORDINARY = [
    ("yes or no", "has_living_vehicle_or_boat", False),
    ("number", "member_count", 3),
    ("range", "household_income_month", {"low": 900, "high": 1100}),
    ("words", "matter_text", "老板欠我工资"),
    ("list", "members", ["m1", "m2"]),
    ("nothing", "m1.income", None),
]

PERSONAL = [
    ("applicant_name", "欧阳小试"),
    ("phone", "+8613800000000"),
    ("id_number", "11010119900307777X"),
    ("village", "示例镇第一村"),
    ("m2.name", "试样二"),
    ("bank_account", "6222000000000000000"),
]

MASKED = [
    ("name", "欧阳小试", "欧***"),
    ("name", "甲", "甲*"),
    ("phone", "+8613812345678", "138****5678"),
    ("phone", "13812345678", "138****5678"),
    ("id_number", "11010119900307777X", "1101**********777X"),
    ("place", "示例镇第一村", "示例****"),
    ("bank_account", "6222000000001234", "**********1234"),
]


def test_a_new_draft_is_the_one_the_conversation_is_about(desk: Desk) -> None:
    talk = desk.talk()
    first, second = desk.draft("dibao", talk=talk), desk.draft("legal_help", talk=talk)
    with desk.database.write() as c:
        assert desk.office.drafts.current(c, talk).id == second.id
        assert [draft.id for draft in desk.office.drafts.list_open(c, talk)] == [second.id, first.id]
        desk.office.drafts.make_current(c, first.id)
        assert desk.office.drafts.current(c, talk).id == first.id


def test_a_draft_belongs_to_its_conversation(desk: Desk) -> None:
    desk.draft()
    elsewhere = desk.talk()
    with desk.database.read() as c:
        assert desk.office.drafts.current(c, elsewhere) is None
        assert desk.office.drafts.list_open(c, elsewhere) == []


@pytest.mark.parametrize(("what", "fact", "value"), ORDINARY, ids=[row[0] for row in ORDINARY])
def test_an_answer_comes_back_as_it_was_given(desk: Desk, what: str, fact: str, value: object) -> None:
    draft = desk.draft(facts={fact: value})
    assert draft.value(fact) == value
    assert draft.known == {fact: value}


def test_an_answer_remembers_message_person_and_moment(desk: Desk) -> None:
    draft = desk.draft()
    with desk.database.write() as c:
        desk.office.drafts.write_fact(c, draft.id, "member_count", 3, actor=RESIDENT, inbox_id=12, confirmed=False)
        kept = desk.office.drafts.get(c, draft.id).facts["member_count"]
    assert (kept.inbox_id, kept.actor, kept.at, kept.confirmed) == (12, RESIDENT, desk.clock.now(), False)


def test_not_knowing_is_an_answer_of_its_own(desk: Desk) -> None:
    draft = desk.draft(facts={"pc_floor_area": UNKNOWN, "member_count": 2})
    assert draft.has("pc_floor_area")
    assert draft.facts["pc_floor_area"].unknown
    assert draft.unknown == {"pc_floor_area"}
    assert draft.known == {"member_count": 2}
    assert not draft.has("home_count")


def test_a_changed_answer_keeps_the_one_before(desk: Desk) -> None:
    draft = desk.draft(facts={"member_count": 3})
    desk.clock.move(minutes=5)
    with desk.database.write() as c:
        desk.office.drafts.write_fact(c, draft.id, "member_count", 4, actor=RESIDENT, inbox_id=9)
        past = desk.office.drafts.history(c, draft.id, "member_count")
        assert desk.office.drafts.get(c, draft.id).value("member_count") == 4
    assert [(one.value.value, one.value.inbox_id, one.replaced_at) for one in past] == [(3, 1, desk.clock.now())]


def test_an_answer_taken_back_is_open_again(desk: Desk) -> None:
    draft = desk.draft(facts={"member_count": 3, "home_count": 1})
    with desk.database.write() as c:
        desk.office.drafts.remove_facts(c, draft.id, ["member_count"], actor=RESIDENT)
        assert desk.office.drafts.get(c, draft.id).known == {"home_count": 1}
        assert [one.fact for one in desk.office.drafts.history(c, draft.id)] == ["member_count"]


@pytest.mark.parametrize(("fact", "value"), PERSONAL)
def test_personal_answers_stand_as_tokens_and_are_revealed_with_a_trace(desk: Desk, fact: str, value: str) -> None:
    draft = desk.draft(facts={fact: value})
    assert draft.facts[fact].personal
    assert draft.value(fact) != value
    assert draft.known == {}
    with desk.database.write() as c:
        shown = desk.office.drafts.reveal(c, draft.id, fact, actor=Actor.bot(), purpose="summary")
    assert shown == value
    assert desk.actions(f"draft:{draft.id}")[-1] == "read_personal"


def test_nothing_a_resident_said_stands_in_clear_in_the_tables(desk: Desk) -> None:
    said = dict(PERSONAL) | {"matter_text": "厂里拖欠三个月工资"}
    desk.file(desk.draft(facts=said))
    with desk.database.read() as c:
        stored = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in (*tables.metadata.tables.values(),)
            for row in c.execute(select(table))
            for value in row
        )
    assert [value for value in said.values() if value.encode() in stored] == []


def test_a_personal_answer_must_be_text(desk: Desk) -> None:
    with pytest.raises(PersonalFactNotText):
        desk.draft(facts={"phone": 13800000000})


@pytest.mark.parametrize(("kind", "value", "shown"), MASKED)
def test_a_masked_value_can_be_recognised_and_not_learned(kind: str, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


def test_how_often_a_question_was_asked_is_counted_per_draft(desk: Desk) -> None:
    one, other = desk.draft(), desk.draft()
    with desk.database.write() as c:
        count = desk.office.drafts.count_asked
        assert [count(c, one.id, "member_count") for _ in range(3)] == [1, 2, 3]
        assert count(c, one.id, "home_count") == 1
        assert count(c, other.id, "member_count") == 1


@pytest.mark.parametrize(
    ("consent", "days", "alive"), [(False, 1.9, True), (False, 2.1, False), (True, 179, True), (True, 181, False)]
)
def test_a_draft_lives_two_days_without_consent_and_180_with(
    desk: Desk, consent: bool, days: float, alive: bool
) -> None:
    draft = desk.draft(consent=consent)
    desk.clock.move(days=days)
    with desk.database.write() as c:
        assert desk.office.drafts.expire(c) == (0 if alive else 1)
        assert desk.office.drafts.get(c, draft.id).open is alive


def test_every_answer_prolongs_a_draft_and_withdrawn_consent_shortens_it(desk: Desk) -> None:
    draft = desk.draft(consent=False)
    drafts = desk.office.drafts
    desk.clock.move(days=1.5)
    with desk.database.write() as c:
        drafts.write_fact(c, draft.id, "member_count", 2, actor=RESIDENT)
    desk.clock.move(days=1.5)
    with desk.database.write() as c:
        assert drafts.expire(c) == 0
        drafts.give_consent(c, draft.id, actor=RESIDENT)
        drafts.withdraw_consent(c, draft.id, actor=RESIDENT)
    desk.clock.move(days=2.1)
    with desk.database.write() as c:
        assert drafts.expire(c) == 1


def test_an_expired_draft_takes_its_personal_values_with_it_former_ones_too(desk: Desk) -> None:
    draft = desk.draft(facts={"name": "试样一", "phone": "+8613800000000"}, consent=False)
    with desk.database.write() as c:
        desk.office.drafts.write_fact(c, draft.id, "name", "试样二", actor=RESIDENT)
    desk.clock.move(days=3)
    with desk.database.write() as c:
        desk.office.drafts.expire(c)
        with pytest.raises(UnknownTokenError):
            desk.vault.reveal(c, str(draft.value("name")))
        assert desk.office.drafts.get(c, draft.id).facts == {}
    left = [table.name for table in (vault_value, tables.draft_fact, tables.draft_fact_history) if desk.count(table)]
    assert left == []
    assert desk.actions(f"draft:{draft.id}")[-1] == "draft_dropped"


def test_a_filed_draft_does_not_expire(desk: Desk) -> None:
    case = desk.case()
    desk.clock.move(days=4000)
    with desk.database.write() as c:
        assert desk.office.drafts.expire(c) == 0
        assert desk.office.drafts.get(c, case.draft_id).stage == "filed"


def test_a_filed_draft_is_changed_by_staff_only(desk: Desk) -> None:
    case = desk.case()
    drafts = desk.office.drafts
    with desk.database.write() as c:
        drafts.write_fact(c, case.draft_id, "member_count", 4, actor=Actor.staff("s1"))
        for actor in (RESIDENT, Actor.bot()):
            with pytest.raises(DraftClosed):
                drafts.write_fact(c, case.draft_id, "member_count", 5, actor=actor)
        with pytest.raises(DraftClosed):
            drafts.drop(c, case.draft_id, actor=RESIDENT)
        assert drafts.current(c, case.conversation_id) is None
        assert drafts.get(c, case.draft_id).is_current is False


def test_a_dropped_draft_takes_nothing_more(desk: Desk) -> None:
    draft = desk.draft()
    with desk.database.write() as c:
        desk.office.drafts.drop(c, draft.id, actor=RESIDENT)
        with pytest.raises(DraftClosed):
            desk.office.drafts.write_fact(c, draft.id, "member_count", 5, actor=Actor.staff("s1"))
        with pytest.raises(DraftClosed):
            desk.office.drafts.make_current(c, draft.id)


def test_an_unknown_draft_is_said_to_be_unknown(desk: Desk) -> None:
    with desk.database.read() as c, pytest.raises(UnknownDraft):
        desk.office.drafts.get(c, "nothing")
