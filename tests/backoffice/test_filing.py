"""A draft becomes exactly one case, whatever is repeated."""

import itertools
import threading
from collections.abc import Sequence
from datetime import date

import pytest

from backoffice import tables
from backoffice.actors import Actor
from backoffice.cases import Case, Cases, Urgency
from backoffice.errors import ConsentMissing, DraftClosed, ReceiptsExhausted, UnknownCase, UnknownDraft
from backoffice.receipts import find_receipt
from backoffice.working_days import end_of_limit
from tests.backoffice.desk import Desk

KINDS = [
    ("dibao", "dibao", "DB", date(2026, 11, 27)),  # three working days after Tuesday 24 November
    ("legal_help", "legal_aid", "LA", date(2026, 12, 1)),  # seven calendar days: the earliest of all readings
    ("legal_aid_card", "legal_aid_card", "LC", date(2026, 12, 1)),
]


@pytest.mark.parametrize(("draft_kind", "kind", "prefix", "due"), KINDS, ids=[row[0] for row in KINDS])
def test_a_filed_draft_is_a_case_with_receipt_and_clock(
    desk: Desk, draft_kind: str, kind: str, prefix: str, due: date
) -> None:
    case = desk.file(desk.draft(draft_kind))
    assert (case.kind, case.stage, case.due_on) == (kind, "filed", due)
    assert case.receipt.startswith(f"{prefix}-261124-")
    assert find_receipt(case.receipt) == case.receipt


def test_filing_three_times_alone_gives_one_case_with_its_audit_row(desk: Desk) -> None:
    draft = desk.draft()
    cases = [desk.file(draft) for _ in range(3)]
    assert len({case.id for case in cases}) == 1
    assert len({case.receipt for case in cases}) == 1
    assert desk.count(tables.case) == desk.count(tables.case_event) == 1
    assert desk.actions(f"case:{cases[0].id}") == ["case_filed"]


def test_filing_again_keeps_the_first_urgency_and_stage(desk: Desk) -> None:
    draft = desk.draft("legal_help")
    first = desk.file(draft, Urgency(deadline=date(2026, 11, 27)))
    again = desk.file(draft, Urgency(danger="violence"), card_number="ZJ0001")
    assert again == first


def test_two_threads_filing_one_draft_make_one_case(desk: Desk) -> None:
    draft = desk.draft()
    ready, filed, errors = threading.Barrier(2), [], []

    def file() -> None:
        ready.wait()
        try:
            filed.append(desk.file(draft))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=file) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert len(filed) == 2
    assert filed[0] == filed[1]
    assert desk.count(tables.case) == desk.count(tables.case_event) == 1
    assert desk.actions(f"case:{filed[0].id}") == ["case_filed"]


def test_a_transaction_that_fails_after_filing_leaves_nothing(desk: Desk) -> None:
    draft = desk.draft()
    with pytest.raises(UnknownCase), desk.database.write() as c:
        desk.office.cases.get(c, desk.office.cases.file(c, draft.id, Actor.bot()).id + 1)
    assert desk.count(tables.case) == 0
    with desk.database.read() as c:
        assert desk.office.drafts.get(c, draft.id).open
    assert desk.file(draft).stage == "filed"


def test_dibao_is_not_filed_without_consent_unless_somebody_is_in_danger(desk: Desk) -> None:
    with pytest.raises(ConsentMissing):
        desk.file(desk.draft("dibao", consent=False))
    assert desk.file(desk.draft("dibao", consent=False), Urgency(danger="hunger")).danger == "hunger"


def test_legal_help_is_filed_without_further_consent(desk: Desk) -> None:
    assert desk.file(desk.draft("legal_help", consent=False)).kind == "legal_aid"


def test_a_dropped_or_unknown_draft_is_not_filed(desk: Desk) -> None:
    draft = desk.draft()
    with desk.database.write() as c:
        desk.office.drafts.drop(c, draft.id, actor=Actor.bot())
    with pytest.raises(DraftClosed):
        desk.file(draft)
    with desk.database.write() as c, pytest.raises(UnknownDraft):
        desk.office.cases.file(c, "nothing", Actor.bot())


def test_two_drafts_never_share_a_receipt_even_if_the_dice_say_so(desk: Desk) -> None:
    cases = _cases_that_draw(desk, "3" * 1000)
    filed = [_file(desk, cases) for _ in range(3)]
    assert [case.receipt for case in filed] == ["DB-261124-3333", "DB-261124-33333", "DB-261124-333333"]
    with pytest.raises(ReceiptsExhausted):
        _file(desk, cases)


def _cases_that_draw(desk: Desk, dice: str) -> Cases:
    throws = itertools.cycle(dice)

    def draw(_alphabet: Sequence[str]) -> str:
        return next(throws)

    office = desk.office
    return Cases(desk.vault, desk.clock, office.drafts, office.audit, office.processes, end_of_limit, draw)


def _file(desk: Desk, cases: Cases) -> Case:
    draft = desk.draft()
    with desk.database.write() as c:
        return cases.file(c, draft.id, Actor.bot())


def test_status_by_receipt_tells_stage_next_step_and_date_and_nothing_else(desk: Desk) -> None:
    case = desk.file(desk.draft(facts={"applicant_name": "欧阳小试", "household_income_month": 812}))
    with desk.database.read() as c:
        status = desk.office.cases.by_receipt(c, f"查 {case.receipt.lower()}")
    assert (status.kind_label, status.stage_label, status.closed) == ("低保申请", "已收件", False)
    assert (status.template, status.next_on, status.filed_on) == (
        "status.dibao.filed",
        date(2026, 11, 27),
        date(2026, 11, 24),
    )
    assert status.next_step
    told = set(vars(status))
    assert told == {
        "receipt",
        "kind",
        "kind_label",
        "stage",
        "stage_label",
        "template",
        "next_step",
        "next_on",
        "filed_on",
        "closed",
    }


@pytest.mark.parametrize("typed", ["DB-261124-AAAA", "你好", "", "XX-261124-7K3Q"])
def test_a_receipt_that_was_never_given_finds_nothing(desk: Desk, typed: str) -> None:
    desk.case()
    with desk.database.read() as c:
        assert desk.office.cases.by_receipt(c, typed) is None


def test_the_cases_of_a_conversation_are_found_newest_first(desk: Desk) -> None:
    talk = desk.talk()
    filed = [desk.file(desk.draft(kind, talk=talk)) for kind in ("dibao", "legal_help")]
    desk.case()
    with desk.database.read() as c:
        assert desk.office.cases.of_conversation(c, talk) == filed[::-1]
        with pytest.raises(UnknownCase):
            desk.office.cases.get(c, 999_999)


def test_urgency_and_card_stay_with_the_case(desk: Desk) -> None:
    urgency = Urgency("detained", date(2026, 11, 27), "violence")
    case = desk.file(desk.draft("legal_help"), urgency, card_number="ZJ0001")
    assert (case.urgent_reason, case.deadline_on, case.danger, case.card_holder) == (
        "detained",
        date(2026, 11, 27),
        "violence",
        True,
    )


def test_danger_in_the_conversation_is_danger_in_its_case(desk: Desk) -> None:
    case = desk.file(desk.draft("legal_help", talk=desk.talk(danger="violence")))
    assert case.danger == "violence"
