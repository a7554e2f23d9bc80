"""The last day of a legal case follows the answers that it depends on, also when staff correct them after filing."""

import pytest

from backoffice.cases import Case
from backoffice.roles import Role
from conversations.messages import JsonValue
from tests.backoffice.desk import Desk

WAGES = {"matter_type": "wages", "urgency": "none", "event_date": "2026-03-10"}

#: what staff correct, the last day afterwards, whether it was reckoned
CORRECTED = [
    ("event_date", "2026-04-02", "2027-04-02", True),
    ("event_date", "ongoing", None, False),
    ("event_date", "2024-01-05", None, False),  # over: for a lawyer to judge, not for the queue
    ("deadline_date", "2026-12-03", "2026-12-03", False),
    ("urgency", "detained", None, False),
    ("matter_type", "support", None, False),
    ("opponent_name", "某公司", "2027-03-10", True),
]


def filed(desk: Desk) -> Case:
    return desk.file(desk.draft("legal_help", WAGES))


@pytest.mark.parametrize(("fact", "value", "day", "reckoned"), CORRECTED)
def test_the_last_day_follows_what_staff_correct(
    desk: Desk, fact: str, value: JsonValue, day: str | None, reckoned: bool
) -> None:
    case, officer = filed(desk), desk.hire(Role.LEGAL_AID_OFFICER)
    work = desk.office.casework
    with desk.database.write() as c:
        work.set_fact(c, case.draft_id, "event_date", "2026-03-10", officer)
        assert str(desk.office.cases.get(c, case.id).deadline_on) == "2027-03-10"
        work.set_fact(c, case.draft_id, fact, value, officer)
        changed = desk.office.cases.get(c, case.id)
    assert (changed.deadline_on and changed.deadline_on.isoformat()) == day
    assert (changed.deadline_rule is not None) is reckoned
