"""What each role may do with a case, and what each command leaves behind."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection

from backoffice.cases import Case, Urgency
from backoffice.errors import NoSuchStep, NotAllowed, PeriodNotOver, TakenByAnother, UnknownCase, UnknownStaff
from backoffice.facts import UNKNOWN
from backoffice.roles import Role, StaffMember
from conversations import handoff
from tests.backoffice.desk import Desk

VILLAGE, TOWNSHIP, COUNTY = Role.VILLAGE_WORKER, Role.TOWNSHIP_REVIEWER, Role.COUNTY_APPROVER
OFFICER, ADMIN = Role.LEGAL_AID_OFFICER, Role.ADMINISTRATOR

#: who may open which case; D = somebody is in danger
SEES = {
    VILLAGE: {"dibao", "legal_aid_card"},
    TOWNSHIP: {"dibao", "legal_aid_card", "dibao D", "legal_aid_card D"},
    COUNTY: {"dibao", "legal_aid_card", "dibao D", "legal_aid_card D"},
    OFFICER: {"legal_aid", "legal_aid_card", "legal_aid D", "legal_aid_card D"},
    ADMIN: {"dibao", "legal_aid", "legal_aid_card", "dibao D", "legal_aid D", "legal_aid_card D"},
}
CASES = sorted(SEES[ADMIN])

#: who may give which command to a dibao case that was just filed
MAY = {
    "open": {VILLAGE, TOWNSHIP, COUNTY, ADMIN},
    "claim": {VILLAGE, TOWNSHIP, COUNTY, ADMIN},
    "add_note": {VILLAGE, TOWNSHIP, COUNTY, ADMIN},
    "set_fact": {VILLAGE, TOWNSHIP, COUNTY, ADMIN},
    "accept": {TOWNSHIP, ADMIN},
    "assign": {TOWNSHIP, COUNTY, ADMIN},
    "transfer": {TOWNSHIP, COUNTY, ADMIN},
    "withdraw": {TOWNSHIP, ADMIN},
}

type Command = Callable[[Connection, Desk, Case, StaffMember], object]
COMMANDS: dict[str, Command] = {
    "open": lambda c, desk, case, by: desk.office.casework.open(c, case.id, by),
    "claim": lambda c, desk, case, by: desk.office.casework.claim(c, case.id, by),
    "add_note": lambda c, desk, case, by: desk.office.casework.add_note(c, case.id, by, "已电话核实"),
    "set_fact": lambda c, desk, case, by: desk.office.casework.set_fact(c, case.draft_id, "member_count", 2, by),
    "accept": lambda c, desk, case, by: desk.office.casework.accept(c, case.id, by),
    "assign": lambda c, desk, case, by: desk.office.casework.assign(c, case.id, by.id, by),
    "transfer": lambda c, desk, case, by: desk.office.casework.transfer(c, case.id, by, "下乡"),
    "withdraw": lambda c, desk, case, by: desk.office.casework.withdraw(c, case.id, by, "本人撤回"),
}

DIBAO_WAY = [
    ("township_inquiry", TOWNSHIP, date(2026, 12, 15)),
    ("publicity", TOWNSHIP, date(2026, 12, 1)),
    ("county_decision", TOWNSHIP, date(2026, 12, 10)),
    ("granted", COUNTY, date(2026, 12, 8)),
    ("paying", COUNTY, None),
]

FORBIDDEN_STEPS = [
    ("dibao", "filed", "county_decision"),
    ("dibao", "filed", "paying"),
    ("dibao", "filed", "nowhere"),
    ("legal_aid", "filed", "closed"),
    ("legal_aid_card", "filed", "issued"),
]


def run(desk: Desk, command: str, case: Case, by: StaffMember) -> object:
    with desk.database.write() as c:
        return COMMANDS[command](c, desk, case, by)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("command", list(COMMANDS))
def test_a_role_gives_only_the_commands_of_the_matrix(desk: Desk, command: str, role: Role) -> None:
    case, by = desk.case("dibao"), desk.hire(role)
    if role in MAY[command]:
        run(desk, command, case, by)
    else:
        before = desk.actions()
        with pytest.raises(NotAllowed):
            run(desk, command, case, by)
        assert desk.actions() == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("which", CASES)
def test_a_role_sees_only_its_own_kinds_and_a_village_worker_no_danger(desk: Desk, which: str, role: Role) -> None:
    kind, _, in_danger = which.partition(" ")
    case, by = desk.case(kind, Urgency(danger="violence" if in_danger else None)), desk.hire(role)
    with desk.database.read() as c:
        listed = {danger: case in desk.office.casework.list(c, by, danger=danger) for danger in (True, False)}
    assert listed == {bool(in_danger): which in SEES[role], not in_danger: False}
    if which in SEES[role]:
        run(desk, "open", case, by)
    else:
        with pytest.raises(NotAllowed):
            run(desk, "open", case, by)


@pytest.mark.parametrize("role", [role for role in Role if role is not VILLAGE])
def test_who_is_not_named_sees_nothing_of_somebody_in_danger(desk: Desk, role: Role) -> None:
    case = desk.case("legal_aid_card", Urgency(danger="violence"))
    named, other = desk.hire(role), desk.hire(role, sees_danger=False)
    with desk.database.write() as c:
        desk.set_talk(c, case.conversation_id, danger="violence")
        handoff.ask_for_person(c, case.conversation_id, "danger")
        for by, shown in ((named, True), (other, False)):
            assert bool(desk.office.casework.list(c, by, danger=True)) is shown
            assert bool(desk.office.queue.rows(c, by)) is shown
    run(desk, "open", case, named)
    for command in COMMANDS:
        with pytest.raises(NotAllowed):
            run(desk, command, case, other)


def test_danger_seen_later_in_the_conversation_hides_the_case_from_the_village(desk: Desk) -> None:
    case, neighbour = desk.case("dibao"), desk.hire(VILLAGE)
    run(desk, "open", case, neighbour)
    with desk.database.write() as c:
        desk.set_talk(c, case.conversation_id, danger="violence")
        assert desk.office.casework.list(c, neighbour) == []
        with pytest.raises(NotAllowed):
            desk.office.casework.open(c, case.id, neighbour)


def test_a_closed_account_may_do_nothing(desk: Desk) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    desk.hire(ADMIN)
    with desk.database.write() as c:
        desk.office.staff.set_active(c, by.id, False, actor=by.actor)
        gone = desk.office.staff.get(c, by.id)
    with pytest.raises(NotAllowed):
        run(desk, "open", case, gone)
    assert not any(desk.office.roles.may(gone, command) for command in desk.office.roles.commands(by))


def test_a_dibao_case_goes_its_way_stage_by_stage_with_clock_event_and_audit(desk: Desk) -> None:
    case = desk.case("dibao")
    staff = {role: desk.hire(role) for role in (TOWNSHIP, COUNTY)}
    for stage, role, due in DIBAO_WAY:
        with desk.database.write() as c:
            case = desk.office.casework.advance(c, case.id, stage, staff[role])
        assert (case.stage, case.due_on) == (stage, due)
        if stage == "publicity":
            desk.clock.move(days=9)
    assert case.closed_at == desk.clock.now()
    with desk.database.read() as c:
        history = desk.office.cases.history(c, case.id)
        assert desk.office.cases.by_receipt(c, case.receipt).closed
    assert [event.to_stage for event in history] == ["filed", *(stage for stage, *_ in DIBAO_WAY)]
    assert desk.actions(f"case:{case.id}") == ["case_filed", *["case_advanced"] * 5]


@pytest.mark.parametrize(("kind", "stage", "to"), FORBIDDEN_STEPS)
def test_a_case_goes_only_where_its_process_leads(desk: Desk, kind: str, stage: str, to: str) -> None:
    case, admin = desk.case(kind), desk.hire(ADMIN)
    assert case.stage == stage
    with desk.database.write() as c, pytest.raises(NoSuchStep):
        desk.office.casework.advance(c, case.id, to, admin)


def test_moving_a_case_to_where_it_stands_changes_nothing(desk: Desk) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    with desk.database.write() as c:
        moved = desk.office.casework.advance(c, case.id, "township_inquiry", by)
        again = desk.office.casework.advance(c, case.id, "township_inquiry", by)
    assert again == moved
    assert desk.actions(f"case:{case.id}").count("case_advanced") == 1


@pytest.mark.parametrize(("days", "over"), [(6, False), (7, False), (8, True)])
def test_a_public_notice_stands_its_full_seven_days(desk: Desk, days: int, over: bool) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    casework = desk.office.casework
    with desk.database.write() as c:
        for stage in ("township_inquiry", "publicity"):
            casework.advance(c, case.id, stage, by)
    desk.clock.move(days=days)
    with desk.database.write() as c:
        if over:
            assert casework.advance(c, case.id, "county_decision", by).stage == "county_decision"
        else:
            with pytest.raises(PeriodNotOver):
                casework.advance(c, case.id, "county_decision", by)


def test_an_objection_sends_a_noticed_case_back_at_once(desk: Desk) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    casework = desk.office.casework
    with desk.database.write() as c:
        for stage in ("township_inquiry", "publicity"):
            casework.advance(c, case.id, stage, by)
        back = casework.send_back(c, case.id, "township_inquiry", by, "公示期间有异议，重新核查")
        last = desk.office.cases.history(c, case.id)[-1]
    assert back.stage == "township_inquiry"
    assert (last.kind, last.note, last.from_stage) == ("sent_back", "公示期间有异议，重新核查", "publicity")


def test_an_urgent_legal_aid_case_may_be_granted_before_its_papers(desk: Desk) -> None:
    case, officer = desk.case("legal_aid", Urgency(deadline=date(2026, 11, 26))), desk.hire(OFFICER)
    with desk.database.write() as c:
        assert desk.office.casework.advance(c, case.id, "assigning", officer).due_on == date(2026, 11, 27)


def test_accepting_takes_the_case_and_begins_it_once(desk: Desk) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    taken = run(desk, "accept", case, by)
    assert (taken.stage, taken.assignee) == ("township_inquiry", by.id)
    assert run(desk, "accept", case, by) == taken
    assert desk.actions(f"case:{case.id}") == ["case_filed", "case_claimed", "case_advanced"]


def test_a_case_is_claimed_by_one_person(desk: Desk) -> None:
    case, first, second = desk.case(), desk.hire(TOWNSHIP), desk.hire(TOWNSHIP)
    assert run(desk, "claim", case, first).assignee == first.id
    assert run(desk, "claim", case, first).assignee == first.id
    for command in ("claim", "accept", "withdraw"):
        with pytest.raises(TakenByAnother):
            run(desk, command, case, second)


def test_a_transferred_case_belongs_to_the_colleague_or_to_the_pool(desk: Desk) -> None:
    case, first, second = desk.case(), desk.hire(TOWNSHIP), desk.hire(TOWNSHIP)
    run(desk, "claim", case, first)
    with desk.database.write() as c:
        passed_on = desk.office.casework.transfer(c, case.id, first, "请假", to=second.id)
        pooled = desk.office.casework.transfer(c, case.id, second, "分工调整")
        stored = desk.office.cases.get(c, case.id)
    assert (passed_on.assignee, pooled.assignee, stored.assignee) == (second.id, None, None)


def test_a_case_is_not_given_to_somebody_who_may_not_see_it(desk: Desk) -> None:
    case, by, officer = desk.case("dibao"), desk.hire(TOWNSHIP), desk.hire(OFFICER)
    with desk.database.write() as c:
        with pytest.raises(NotAllowed):
            desk.office.casework.assign(c, case.id, officer.id, by)
        with pytest.raises(UnknownStaff):
            desk.office.casework.transfer(c, case.id, by, "转办", to="nobody")


def test_a_case_returns_to_the_pool_when_another_role_acts_next(desk: Desk) -> None:
    case, township = desk.case(), desk.hire(TOWNSHIP)
    casework = desk.office.casework
    with desk.database.write() as c:
        casework.accept(c, case.id, township)
        assert casework.advance(c, case.id, "publicity", township).assignee == township.id
    desk.clock.move(days=8)
    with desk.database.write() as c:
        assert casework.advance(c, case.id, "county_decision", township).assignee is None


def test_a_withdrawn_case_is_closed_with_the_reason(desk: Desk) -> None:
    case, by = desk.case(), desk.hire(TOWNSHIP)
    assert run(desk, "withdraw", case, by).closed_at == desk.clock.now()
    with desk.database.read() as c:
        assert desk.office.cases.history(c, case.id)[-1].note == "本人撤回"
        assert desk.office.casework.list(c, by) == []
        assert [one.id for one in desk.office.casework.list(c, by, closed=True)] == [case.id]


def test_a_case_file_shows_facts_with_their_sources_and_logs_the_read(desk: Desk) -> None:
    clerk = desk.hire(TOWNSHIP, name="示例员")
    case = desk.file(desk.draft(facts={"applicant_name": "欧阳小试", "member_count": 3, "home_count": UNKNOWN}))
    with desk.database.write() as c:
        desk.office.casework.set_fact(c, case.draft_id, "member_count", 4, clerk)
        desk.office.casework.add_note(c, case.id, clerk, "家访时间：周三")
        file = desk.office.casework.open(c, case.id, clerk)
    lines = {line.fact: line for line in file.facts}
    assert (lines["applicant_name"].value, lines["applicant_name"].source) == ("欧阳小试", "居民 · 消息 1")
    assert (lines["member_count"].value, lines["member_count"].source, lines["member_count"].changes) == (
        4,
        "工作人员 示例员",
        1,
    )
    assert lines["home_count"].unknown
    assert [note.text for note in file.notes] == ["家访时间：周三"]
    assert [event.kind for event in file.history] == ["filed", "fact_set", "noted"]
    assert [stage.id for stage in file.next_stages] == ["township_inquiry", "withdrawn"]
    assert desk.actions(f"case:{case.id}")[-1] == "read_personal"


def test_a_case_without_personal_facts_logs_no_personal_read(desk: Desk) -> None:
    case, by = desk.file(desk.draft(facts={"member_count": 3})), desk.hire(TOWNSHIP)
    run(desk, "open", case, by)
    assert "read_personal" not in desk.actions()


def test_staff_write_facts_into_a_draft_that_is_not_filed_yet(desk: Desk) -> None:
    draft, clerk = desk.draft(facts={"phone": "+8613800000000"}), desk.hire(VILLAGE)
    with desk.database.write() as c:
        desk.office.casework.set_fact(c, draft.id, "member_count", 2, clerk)
        lines = desk.office.casework.open_draft(c, draft.id, clerk)
        assert desk.office.drafts.get(c, draft.id).facts["member_count"].actor == clerk.actor
    assert {line.fact: line.value for line in lines} == {"phone": "+8613800000000", "member_count": 2}
    assert desk.actions(f"draft:{draft.id}")[-2:] == ["fact_set", "read_personal"]


def test_a_village_worker_does_not_read_the_draft_of_somebody_in_danger(desk: Desk) -> None:
    draft, neighbour = desk.draft("legal_help", talk=desk.talk(danger="violence")), desk.hire(VILLAGE)
    with desk.database.write() as c, pytest.raises(NotAllowed):
        desk.office.casework.open_draft(c, draft.id, neighbour)


def test_a_long_list_of_cases_is_read_page_by_page(desk: Desk) -> None:
    filed = [desk.case() for _ in range(5)]
    by = desk.hire(TOWNSHIP)
    with desk.database.read() as c:
        first = desk.office.casework.list(c, by, limit=3)
        rest = desk.office.casework.list(c, by, limit=3, before_id=first[-1].id)
    assert [case.id for case in (*first, *rest)] == [case.id for case in reversed(filed)]


def test_a_list_can_be_narrowed_to_kind_stage_and_oneself(desk: Desk) -> None:
    admin = desk.hire(ADMIN)
    dibao, aid = desk.case("dibao"), desk.case("legal_aid")
    mine = run(desk, "accept", desk.case("dibao"), admin)
    with desk.database.read() as c:
        casework = desk.office.casework
        assert casework.list(c, admin, kind="legal_aid") == [aid]
        assert casework.list(c, admin, kind="dibao", stage="filed") == [dibao]
        assert casework.list(c, admin, mine=True) == [mine]


def test_an_unknown_case_is_said_to_be_unknown(desk: Desk) -> None:
    by = desk.hire(ADMIN)
    with desk.database.write() as c, pytest.raises(UnknownCase):
        desk.office.casework.open(c, 404, by)
