"""Answers that staff write: the field for each kind, what it refuses, and where the answer then stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.console.errors import FieldRefused
from backoffice.console.fact_sheet import FactSheet, read_field
from backoffice.facts import UNKNOWN
from backoffice.roles import Role
from knowledge import KnowledgeError, Situation, vocabulary
from tests.backoffice.console.counter import Counter

SHEET = FactSheet.load()

#: Fact, what is written, what the draft keeps.
GOOD = (
    ("member_count", "3", 3),
    ("member_count", "３", 3),
    ("household_income_month", "1,200.50", 1200.5),
    ("household_income_month", " 900 ", 900),
    ("area_type", "rural", "rural"),
    ("has_living_vehicle_or_boat", "no", False),
    ("has_living_vehicle_or_boat", "yes", True),
    ("deadline_date", "2026-12-03", "2026-12-03"),
    ("applicant.age", "67", 67),
    ("for_whom", "family", "family"),
    ("phone", "138 0000 0003", "+8613800000003"),
    ("phone", "0570-1234567", "05701234567"),
    ("id_number", "11010519491231002x", "11010519491231002X"),
    ("name", " 测试甲 ", "测试甲"),
)

#: Fact, what is written, words of the refusal.
BAD = (
    ("member_count", "", "还没有填写"),
    ("member_count", "三个", "请填一个数字"),
    ("member_count", "2.5", "请填整数"),
    ("member_count", "-1", "之间的数字"),
    ("household_income_month", "NaN", "之间的数字"),
    ("household_income_month", "1e99", "之间的数字"),
    ("area_type", "moon", "选一项"),
    ("has_living_vehicle_or_boat", "maybe", "选一项"),
    ("deadline_date", "2026-02-30", "请选一个日期"),
    ("phone", "12", "请填手机号"),
    ("id_number", "110105194912310021", "请照证件核对"),
    ("consent", "yes", "不能由工作人员填写"),
    ("first_check", "x", "不能由工作人员填写"),
    ("no_such_fact", "x", "不能由工作人员填写"),
)


@pytest.mark.parametrize(("fact", "written", "kept"), GOOD)
def test_a_field_takes_what_people_write(fact: str, written: str, kept: object) -> None:
    value = read_field(SHEET.entry(fact), written)
    assert value == kept
    assert type(value) is type(kept)


@pytest.mark.parametrize(("fact", "written", "words"), BAD)
def test_a_field_refuses_what_it_cannot_be_and_says_what_to_write(fact: str, written: str, words: str) -> None:
    with pytest.raises(FieldRefused) as refused:
        read_field(SHEET.entry(fact), written)
    assert words in refused.value.text


def test_a_sum_may_be_a_range() -> None:
    assert read_field(SHEET.entry("household_income_month"), "900", "1200") == {"low": 900, "high": 1200}
    with pytest.raises(FieldRefused):
        read_field(SHEET.entry("household_income_month"), "900", "800")


@given(fact=st.sampled_from(sorted(vocabulary())), written=st.text(max_size=12) | st.integers(-5, 10**6).map(str))
def test_the_rules_can_take_whatever_a_field_took(fact: str, written: str) -> None:
    scope = str(vocabulary()[fact].scope)
    key = {"person": f"applicant.{fact}", "household": fact, "matter": fact}.get(scope)
    if key is None:
        return
    try:
        value = read_field(SHEET.entry(key), written)
    except FieldRefused:
        return
    try:
        Situation.from_answers({key: value})
    except KnowledgeError as error:
        pytest.fail(f"{key} took {written!r} as {value!r}: {error}")


def test_everything_offered_can_be_written() -> None:
    entries = [SHEET.entry(fact) for facts in SHEET.offered.values() for fact in facts]
    assert entries
    assert [entry.fact for entry in entries if entry.fixed or entry.hidden or entry.label == entry.fact] == []


def test_staff_write_an_answer_with_their_name_as_its_source(counter: Counter) -> None:
    talk = counter.desk.talk()
    draft = counter.desk.draft(
        "dibao", {"household_income_month": 5000, "first_check": {"verdict": "ineligible"}}, talk=talk
    )
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER, name="王小兰").goes_to(f"/staff/conversations/{talk}")
    link = next(a for a in clerk.page.find("a") if a.get("aria-label") == "改：全家每月总收入")
    clerk.goes_to(link.get("href")).presses("保存", value="1200")
    assert clerk.address == f"/staff/conversations/{talk}"
    assert "1,200 元/月 工作人员 王小兰" in clerk.reads
    assert "改过 1 次" in clerk.reads
    with counter.desk.database.read() as c:
        now = counter.desk.office.drafts.get(c, draft.id)
    assert (now.value("household_income_month"), now.facts["household_income_month"].actor.id) == (
        1200,
        clerk.member.id,
    )
    assert not now.has("first_check"), "a verdict told on the former answer does not stand"
    assert "fact_set" in counter.desk.actions(f"draft:{draft.id}")


def test_an_answer_that_is_missing_is_chosen_and_filled_in(counter: Counter) -> None:
    talk = counter.desk.talk()
    draft = counter.desk.draft("dibao", {"member_count": 3}, talk=talk)
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/conversations/{talk}")
    clerk.presses("去填写", fact="area_type").presses("保存", value="rural")
    with counter.desk.database.read() as c:
        assert counter.desk.office.drafts.get(c, draft.id).value("area_type") == "rural"


def test_not_known_is_an_answer(counter: Counter) -> None:
    draft = counter.desk.draft("dibao", {"member_count": 3})
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    clerk.goes_to(f"/staff/drafts/{draft.id}/fact?fact=household_money_assets").presses("居民不知道")
    with counter.desk.database.read() as c:
        assert counter.desk.office.drafts.get(c, draft.id).value("household_money_assets") is UNKNOWN


def test_a_field_that_cannot_be_read_keeps_what_was_written(counter: Counter) -> None:
    draft = counter.desk.draft("dibao", {"member_count": 3})
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/drafts/{draft.id}/fact?fact=member_count")
    clerk.presses("保存", value="三个", status=422)
    assert "请填一个数字" in clerk.reads
    assert clerk.would_send("保存")[1]["value"] == "三个"


def test_consent_cannot_be_written_for_somebody(counter: Counter) -> None:
    draft = counter.desk.draft("dibao", {"member_count": 3})
    clerk = counter.clerk(Role.ADMINISTRATOR)
    clerk.goes_to(f"/staff/drafts/{draft.id}/fact?fact=consent", status=404)


def test_a_filed_application_is_corrected_by_staff_and_the_page_of_the_case_comes_back(counter: Counter) -> None:
    case = counter.desk.file(counter.desk.draft("dibao", {"member_count": 3}))
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/drafts/{case.draft_id}/fact?fact=member_count")
    clerk.presses("保存", value="4")
    assert clerk.address == f"/staff/cases/{case.id}"
    assert "改了内容 ：共同生活的家庭人口" in clerk.reads
