"""Accounts of staff: who works here, with which roles; passwords as argon2 hashes."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlalchemy import Connection, Row, delete, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.errors import LastAdministrator, NobodySeesDanger, UnknownStaff, UsernameTaken
from backoffice.moments import seconds
from backoffice.passwords import draw_password
from backoffice.roles import Role, Roles, StaffMember
from storage.clock import Clock
from storage.insert import insert

FIRST_ADMINISTRATOR = "admin"


@dataclass(frozen=True)
class NewStaff:
    """A new account and its first password, which is shown once and kept nowhere."""

    member: StaffMember
    password: str


class StaffAccounts:
    """Adds and changes accounts; whoever calls checks the `manage_staff` right of the acting person."""

    def __init__(self, clock: Clock, audit: Audit, roles: Roles, hasher: PasswordHasher | None = None) -> None:
        self._clock = clock
        self._audit = audit
        self._roles = roles
        self._hasher = hasher or PasswordHasher()

    def add(
        self,
        c: Connection,
        username: str,
        name: str,
        roles: Collection[Role],
        *,
        actor: Actor,
        sees_danger: bool = False,
    ) -> NewStaff:
        """Open an account with a drawn password that must be changed at the first sign-in.

        Args:
            sees_danger: whether people in danger are shown to this person; their roles must allow it too.

        Raises:
            UsernameTaken: the user name is in use.
        """
        password = draw_password()
        row = {
            "id": str(uuid.uuid4()),
            "username": username.strip().lower(),
            "name": name.strip(),
            "roles": ",".join(sorted(roles)),
            "password_hash": self._hasher.hash(password),
            "must_change_password": True,
            "sees_danger": sees_danger,
            "created_at": seconds(self._clock),
        }
        new = insert(c, tables.staff).values(row).on_conflict_do_nothing().returning(tables.staff.c.id)
        if c.execute(new).first() is None:
            raise UsernameTaken(username)
        about: dict[str, str | bool] = {"roles": str(row["roles"]), "sees_danger": sees_danger}
        self._audit.record(c, actor, "staff_added", f"staff:{row['id']}", about)
        return NewStaff(self.get(c, str(row["id"])), password)

    def ensure_first_administrator(self, c: Connection) -> NewStaff | None:
        """The first account of a fresh installation; none when there is any account."""
        if c.execute(select(tables.staff.c.id).limit(1)).first() is not None:
            return None
        return self.add(
            c, FIRST_ADMINISTRATOR, "管理员", [Role.ADMINISTRATOR], actor=Actor.system("bootstrap"), sees_danger=True
        )

    def get(self, c: Connection, staff_id: str) -> StaffMember:
        """An account by its id.

        Raises:
            UnknownStaff: no account has that id.
        """
        row = c.execute(select(tables.staff).where(tables.staff.c.id == staff_id)).first()
        if row is None:
            raise UnknownStaff(staff_id)
        return as_member(row)

    def list(self, c: Connection) -> list[StaffMember]:
        """Every account, active ones first."""
        s = tables.staff.c
        return [as_member(row) for row in c.execute(select(tables.staff).order_by(s.active.desc(), s.username))]

    def names(self, c: Connection) -> dict[str, str]:
        """Name of every account by id, for pages."""
        s = tables.staff.c
        return {row.id: row.name for row in c.execute(select(s.id, s.name))}

    def set_roles(self, c: Connection, staff_id: str, roles: Collection[Role], *, actor: Actor) -> None:
        """Give a person other roles.

        Raises:
            UnknownStaff, LastAdministrator, NobodySeesDanger: no such account, or nobody could manage accounts any
                more, or see people in danger.
        """
        self.get(c, staff_id)
        self._change(c, staff_id, {"roles": ",".join(sorted(roles))})
        self._audit.record(c, actor, "staff_roles_set", f"staff:{staff_id}", {"roles": ",".join(sorted(roles))})

    def set_sees_danger(self, c: Connection, staff_id: str, sees_danger: bool, *, actor: Actor) -> None:
        """Name somebody to see people in danger, or no more.

        Raises:
            UnknownStaff, NobodySeesDanger: no such account, or nobody would be left who sees them.
        """
        if self.get(c, staff_id).sees_danger == sees_danger:
            return
        self._change(c, staff_id, {"sees_danger": sees_danger})
        self._audit.record(c, actor, "staff_sees_danger_set", f"staff:{staff_id}", {"sees_danger": sees_danger})

    def set_active(self, c: Connection, staff_id: str, active: bool, *, actor: Actor) -> None:
        """Close or reopen an account; closing ends its sessions.

        Raises:
            UnknownStaff, LastAdministrator: as `set_roles`.
        """
        self.get(c, staff_id)
        self._change(c, staff_id, {"active": active})
        if not active:
            self._end_sessions(c, staff_id)
        self._audit.record(c, actor, "staff_opened" if active else "staff_closed", f"staff:{staff_id}")

    def reset_password(self, c: Connection, staff_id: str, *, actor: Actor) -> str:
        """A new drawn password that must be changed; open sessions end."""
        self.get(c, staff_id)
        password = draw_password()
        values = {"password_hash": self._hasher.hash(password), "must_change_password": True}
        c.execute(update(tables.staff).where(tables.staff.c.id == staff_id).values(values))
        self._end_sessions(c, staff_id)
        self._audit.record(c, actor, "password_reset", f"staff:{staff_id}")
        return password

    def _change(self, c: Connection, staff_id: str, values: dict[str, object]) -> None:
        c.execute(select(tables.staff.c.id).order_by(tables.staff.c.id).with_for_update())
        somebody_saw = self._anybody(c, self._roles.sees_danger)
        c.execute(update(tables.staff).where(tables.staff.c.id == staff_id).values(values))
        if not self._anybody(c, lambda member: member.active and Role.ADMINISTRATOR in member.roles):
            raise LastAdministrator(staff_id)
        if somebody_saw and not self._anybody(c, self._roles.sees_danger):
            raise NobodySeesDanger(staff_id)

    def _anybody(self, c: Connection, is_so: Callable[[StaffMember], bool]) -> bool:
        return any(map(is_so, self.list(c)))

    def _end_sessions(self, c: Connection, staff_id: str) -> None:
        c.execute(delete(tables.staff_session).where(tables.staff_session.c.staff_id == staff_id))


def as_member(row: Row[tuple[object, ...]]) -> StaffMember:
    """A row of the staff table."""
    return StaffMember(
        id=row.id,
        username=row.username,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles.split(",") if role),
        active=row.active,
        must_change_password=row.must_change_password,
        sees_danger=row.sees_danger,
    )
