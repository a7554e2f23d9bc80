"""What has been kept long enough is forgotten."""

from backoffice import tables
from backoffice.retention import Swept
from backoffice.roles import Role
from tests.backoffice.desk import ADMIN, Desk


def test_a_sweep_forgets_old_drafts_sessions_and_tries_and_nothing_younger(desk: Desk) -> None:
    with desk.database.write() as c:
        new = desk.office.staff.add(c, "clerk", "示例员", [Role.ADMINISTRATOR], actor=ADMIN)
        desk.office.cards.check(c, "ZJ1", "1234", "talk")
    desk.office.sessions.sign_in(desk.database, "clerk", new.password, "10.0.0.1")
    desk.draft(consent=False)
    consented, filed = desk.draft(), desk.case()
    with desk.database.write() as c:
        assert desk.office.retention.sweep(c) == Swept(0, 0, 0, 0)
    desk.clock.move(days=31)
    with desk.database.write() as c:
        assert desk.office.retention.sweep(c) == Swept(drafts=1, sessions=1, attempts=2, unclear=0)
        assert desk.office.retention.sweep(c) == Swept(0, 0, 0, 0)
        assert desk.office.drafts.get(c, consented.id).open
        assert desk.office.drafts.get(c, filed.draft_id).stage == "filed"
    assert desk.count(tables.staff_session) == desk.count(tables.card_attempt) == 0
