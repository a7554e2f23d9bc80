"""Processes are data: complete, sourced, and on the clock of the law."""

from datetime import date
from pathlib import Path

import pytest

from backoffice.errors import ProcessFileError
from backoffice.kinds import CASE_OF_DRAFT, REQUESTS
from backoffice.process import Processes
from backoffice.roles import Role
from backoffice.working_days import end_of_limit

PROCESSES = Processes.load()
STAGES = [(process.kind, stage) for process in PROCESSES.by_kind.values() for stage in process.stages.values()]
IDS = [f"{kind}.{stage.id}" for kind, stage in STAGES]

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)

#: kind, stage, filed on, stage entered on, due on
CLOCKS = [
    ("inquiry starts within 3 working days", "dibao", "filed", TUESDAY, TUESDAY, date(2026, 11, 27)),
    ("working days skip the weekend", "dibao", "filed", FRIDAY, FRIDAY, date(2026, 12, 2)),
    (
        "the township's 15 working days run from filing",
        "dibao",
        "township_inquiry",
        TUESDAY,
        FRIDAY,
        date(2026, 12, 15),
    ),
    (
        "publicity counts calendar days and may end on Sunday",
        "dibao",
        "publicity",
        TUESDAY,
        date(2026, 11, 29),
        date(2026, 12, 6),
    ),
    ("the county's shorter limit is the clock", "dibao", "county_decision", TUESDAY, TUESDAY, date(2026, 12, 1)),
    (
        "legal aid promises the earliest reading of seven days",
        "legal_aid",
        "review",
        TUESDAY,
        FRIDAY,
        date(2026, 12, 1),
    ),
    ("a lawyer within three days", "legal_aid", "assigning", TUESDAY, FRIDAY, date(2026, 11, 30)),
    ("the lawyer's own work has no limit", "legal_aid", "handling", TUESDAY, FRIDAY, None),
    ("a closing report within 15 days", "legal_aid", "closing", TUESDAY, TUESDAY, date(2026, 12, 9)),
    ("a card keeps the clock of legal aid", "legal_aid_card", "filed", TUESDAY, TUESDAY, date(2026, 12, 1)),
]

LIMITS = [
    ("an ordinary week", date(2026, 11, 24), 3, date(2026, 11, 27)),
    ("no days", date(2026, 11, 24), 0, date(2026, 11, 24)),
    ("the National Day holiday", date(2026, 9, 29), 3, date(2026, 10, 9)),
    ("a Saturday worked in exchange", date(2026, 10, 8), 2, date(2026, 10, 10)),
    ("a year whose table is not published", date(2098, 12, 30), 3, date(2099, 1, 2)),
]

BROKEN = [
    ("a stage that does not exist", "next: [second]", "next: [third]", "leads to 'third'"),
    ("a role that does not exist", "who: [township_reviewer]", "who: [mayor]", "mayor"),
    ("a stage that ends nowhere", "next: [second]", "next: []", "must either be final"),
    ("no label", "label: 第一步", "name: 第一步", "label"),
    ("a stage that nothing leads to", "next: [second]", "next: [first]", "nothing leads to second"),
    ("a final stage that goes on", "final: true", "final: true\n    next: [first]", "must either be final"),
    ("a limit with an unknown entry", "limits: []", "limits: [{weeks: 1}]", "weeks"),
]

GOOD = """
kind: example
label: 示例
topic: 示例
prefix: EX
needs_consent: false
stages:
  first:
    label: 第一步
    who: [township_reviewer]
    limits: []
    next: [second]
  second:
    label: 第二步
    who: [county_approver]
    final: true
"""


@pytest.mark.parametrize(("kind", "stage"), STAGES, ids=IDS)
def test_every_stage_has_words_somebody_who_acts_and_sourced_limits(kind: str, stage: object) -> None:
    assert stage.label
    assert stage.who
    assert stage.template in {f"status.{texts}.{stage.id}" for texts in (kind, "aid", "request", "card")}
    assert stage.final or stage.next_step
    assert all(limit.source and limit.days > 0 for limit in stage.limits)


def test_every_kind_of_case_has_a_process_and_a_prefix_of_its_own() -> None:
    assert set(PROCESSES.by_kind) == set(CASE_OF_DRAFT.values())
    assert len({process.prefix for process in PROCESSES.by_kind.values()}) == len(PROCESSES.by_kind)


@pytest.mark.parametrize(("what", "kind", "stage", "filed", "entered", "due"), CLOCKS, ids=[row[0] for row in CLOCKS])
def test_a_stage_is_due_by_the_clock_of_the_law(
    what: str, kind: str, stage: str, filed: date, entered: date, due: date | None
) -> None:
    assert PROCESSES.stage(kind, stage).due_on(filed, entered, end_of_limit) == due


#: What a notice may show, and nothing else (dossier C27).
ALLOWED = {"applicant_name", "village", "member_count", "amount"}


def test_only_public_notices_publish_and_only_allowed_facts() -> None:
    published = {(kind, stage.id): set(stage.publishes) for kind, stage in STAGES if stage.publishes}
    assert {stage for _, stage in published} == {"publicity", "village_review"}
    assert all(facts <= ALLOWED for facts in published.values())
    assert not {kind for kind, _ in published} & {"legal_aid", "legal_aid_card", *REQUESTS}


def test_a_case_that_was_filed_can_be_granted_refused_and_taken_back() -> None:
    """Whatever the aid, the three ends that the law knows can be reached; a request ends with an answer."""
    for kind, process in PROCESSES.by_kind.items():
        ends = {stage.id for stage in process.stages.values() if stage.final}
        assert "withdrawn" in ends, kind
        wanted = {"answered"} if kind in REQUESTS else {"refusal_notified", "refused", "not_due"}
        assert ends & wanted, kind


def test_the_county_decides_dibao_and_legal_aid_is_decided_by_its_officer() -> None:
    assert PROCESSES.stage("dibao", "county_decision").who == {Role.COUNTY_APPROVER}
    assert PROCESSES.stage("legal_aid", "review").who == {Role.LEGAL_AID_OFFICER}


@pytest.mark.parametrize(("what", "start", "days", "end"), LIMITS, ids=[row[0] for row in LIMITS])
def test_a_limit_in_working_days_ends_by_the_calendar_of_the_state_council(
    what: str, start: date, days: int, end: date
) -> None:
    assert end_of_limit(start, days) == end


@pytest.mark.parametrize(("what", "right", "wrong", "said"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_process_file_that_contradicts_itself_is_refused(
    tmp_path: Path, what: str, right: str, wrong: str, said: str
) -> None:
    (tmp_path / "example.yml").write_text(GOOD, encoding="utf-8")
    assert Processes.load(tmp_path).of("example").first.id == "first"
    (tmp_path / "example.yml").write_text(GOOD.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ProcessFileError, match=said):
        Processes.load(tmp_path)
