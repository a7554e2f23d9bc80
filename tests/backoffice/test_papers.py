"""Papers of a case: only what this household needs, what the office looks up never, and each change in the history."""

from collections.abc import Mapping

import pytest

from backoffice.actors import Actor
from backoffice.cases import Case
from backoffice.errors import NoPapersMissing, NotAllowed, UnknownPaper
from backoffice.paper_list import paper_list
from backoffice.papers import Paper
from backoffice.roles import Role
from conversations import inbox
from conversations.messages import InboundMessage, JsonValue, SentFile
from knowledge.guidance import Told
from tests.backoffice.desk import Desk, labels

ADULTS, ILLNESS, STUDENT = "全家成年人同意核对经济状况的授权书", "重病的诊断证明", "在校就读的证明"

#: What was told, what is surely to be brought, what perhaps.
NEEDED: list[tuple[str, Mapping[str, JsonValue], list[str], list[str]]] = [
    ("nothing is known", {}, [ADULTS], [ILLNESS, STUDENT]),
    ("somebody is ill", {"m1.illness_category": "major"}, [ADULTS, ILLNESS], [STUDENT]),
    ("somebody studies", {"m1.student_stage": "senior"}, [ADULTS, STUDENT], [ILLNESS]),
]


def names(every: tuple[Told, ...]) -> list[str]:
    return [told.label_zh for told in every]


@pytest.mark.parametrize(("told", "facts", "surely", "perhaps"), NEEDED, ids=labels(NEEDED))
def test_a_household_is_asked_for_what_its_answers_call_for(
    desk: Desk, told: str, facts: Mapping[str, JsonValue], surely: list[str], perhaps: list[str]
) -> None:
    found = paper_list("dibao", facts, desk.clock.now().date(), "example")
    assert (names(found.to_bring), names(found.perhaps)) == (surely, perhaps)


def test_what_the_office_can_look_up_is_never_asked_for(desk: Desk) -> None:
    found = paper_list("dibao", {"m1.disability_type": "limb"}, desk.clock.now().date(), "example")
    assert {"身份证、户口簿", "残疾人证"} <= set(names(found.looked_up))
    assert not set(names(found.looked_up)) & {*names(found.to_bring), *names(found.perhaps)}
    assert any("第十条" in source.article_zh for told in found.looked_up for source in told.sources)


def test_a_request_that_no_rule_decides_needs_no_papers(desk: Desk) -> None:
    assert paper_list("complaint", {}, desk.clock.now().date(), "example").to_bring == ()


def drawn_up(desk: Desk, case: Case) -> list[Paper]:
    with desk.database.write() as c:
        return desk.office.papers.draw_up(c, case)


def photo(desk: Desk, talk: str) -> list[str]:
    """A resident sends a photo; the files of that conversation that belong to no case."""
    n = next(desk.numbers)
    message = InboundMessage("web", "page", "resident-0", f"photo{n}", "〔图片〕", files=(SentFile(),), wordless="file")
    with desk.database.write() as c:
        assert inbox.receive(c, desk.vault, message).conversation_id == talk
        return desk.office.papers.unclaimed_files(c, talk, within=60)


def states(papers: list[Paper]) -> dict[str, str]:
    return {paper.label: paper.state for paper in papers}


def test_a_changed_answer_changes_the_list_and_leaves_what_was_settled(desk: Desk) -> None:
    case = desk.case()
    clerk = desk.hire(Role.TOWNSHIP_REVIEWER)
    adults = drawn_up(desk, case)[0]
    with desk.database.write() as c:
        desk.office.papers.mark(c, case.id, adults.id, "received", clerk)
        desk.office.casework.set_fact(c, case.draft_id, "m1.illness_category", "major", clerk)
    assert states(drawn_up(desk, case)) == {ADULTS: "received", ILLNESS: "missing", STUDENT: "perhaps"}


def test_a_photo_waits_to_be_looked_at_until_staff_have_received_it(desk: Desk) -> None:
    talk = desk.talk()
    case = desk.file(desk.draft("dibao", talk=talk))
    adults, files, clerk = drawn_up(desk, case)[0], photo(desk, talk), desk.hire(Role.TOWNSHIP_REVIEWER)
    with desk.database.write() as c:
        desk.office.papers.hand_in(c, case.id, adults.id, files, Actor.resident(talk))
        [row] = desk.office.queue.rows(c, clerk)
        assert (row.papers_missing, row.papers_sent) == (0, 1)
        assert desk.office.papers.unclaimed_files(c, talk, within=60) == []
        [sent] = desk.office.papers.of_case(c, case.id)[0].files
        assert (sent.attachment_id, sent.conversation_id) == (files[0], talk)
        desk.office.papers.mark(c, case.id, adults.id, "received", clerk)
        [row] = desk.office.queue.rows(c, clerk)
        assert (row.papers_missing, row.papers_sent) == (0, 0)
        kinds = [event.kind for event in desk.office.cases.history(c, case.id)]
    assert kinds == ["filed", "paper_sent", "paper_received"]


def test_asking_names_what_is_missing_and_asks_for_nothing_else(desk: Desk) -> None:
    case, clerk = desk.case(), desk.hire(Role.TOWNSHIP_REVIEWER)
    adults = drawn_up(desk, case)[0]
    with desk.database.write() as c:
        assert [paper.label for paper in desk.office.papers.ask(c, case.id, clerk)] == [ADULTS]
        desk.office.papers.mark(c, case.id, adults.id, "not_needed", clerk)
        with pytest.raises(NoPapersMissing):
            desk.office.papers.ask(c, case.id, clerk)
    assert desk.actions(f"case:{case.id}")[-2:] == ["papers_asked", "paper_marked"]


def test_a_paper_of_another_case_is_not_marked_here(desk: Desk) -> None:
    one, other, clerk = desk.case(), desk.case(), desk.hire(Role.TOWNSHIP_REVIEWER)
    paper = drawn_up(desk, other)[0]
    with desk.database.write() as c, pytest.raises(UnknownPaper):
        desk.office.papers.mark(c, one.id, paper.id, "received", clerk)


def test_papers_are_marked_by_those_who_see_the_case(desk: Desk) -> None:
    case, stranger = desk.case(), desk.hire(Role.LEGAL_AID_OFFICER)
    paper = drawn_up(desk, case)[0]
    with desk.database.write() as c, pytest.raises(NotAllowed):
        desk.office.papers.mark(c, case.id, paper.id, "received", stranger)
