"""Roles of staff and what each may see and do; the matrix is data (`roles.yml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import yaml

from backoffice.actors import Actor
from backoffice.errors import NotAllowed

ROLES_FILE = Path(__file__).with_name("roles.yml")


class Role(StrEnum):
    """The posts of the two offices, from the village up."""

    VILLAGE_WORKER = "village_worker"
    TOWNSHIP_REVIEWER = "township_reviewer"
    COUNTY_APPROVER = "county_approver"
    LEGAL_AID_OFFICER = "legal_aid_officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class StaffMember:
    """Somebody who works here; in a small office one person may hold several roles.

    Attributes:
        sees_danger: named by an administrator to see people in danger, as far as a role allows it.
    """

    id: str
    username: str
    name: str
    roles: frozenset[Role]
    active: bool
    must_change_password: bool
    sees_danger: bool = False

    @property
    def actor(self) -> Actor:
        """This person as the one who acts."""
        return Actor.staff(self.id)


@dataclass(frozen=True)
class Rights:
    """What one role sees and may do."""

    label: str
    sees: frozenset[str]
    danger: bool
    may: frozenset[str]


class Shown(Protocol):
    """Anything with a kind and a danger: a case, a row of the queue."""

    @property
    def kind(self) -> str:
        """Kind of case."""
        ...

    @property
    def danger(self) -> str | None:
        """Kind of danger, none for none."""
        ...


@dataclass(frozen=True)
class Roles:
    """The matrix of roles and rights; a person has the rights of all their roles."""

    rights: Mapping[Role, Rights]

    @classmethod
    def load(cls, path: Path = ROLES_FILE) -> "Roles":
        """Read the matrix that stands beside this file."""
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls({Role(name): _rights(entry) for name, entry in table.items()})

    def all(self) -> tuple[Role, ...]:
        """Every role, as the matrix orders them."""
        return tuple(self.rights)

    def label(self, role: Role) -> str:
        """The Chinese name of a role."""
        return self.rights[role].label

    def may(self, staff: StaffMember, command: str) -> bool:
        """Whether one of the person's roles allows the command."""
        return staff.active and any(command in right.may for right in self._of(staff))

    def commands(self, staff: StaffMember) -> frozenset[str]:
        """Every command that the person may give."""
        return frozenset(command for right in self._of(staff) for command in right.may) if staff.active else frozenset()

    def sees_kind(self, staff: StaffMember, kind: str) -> bool:
        """Whether the person works on this kind of case."""
        return staff.active and any(kind in right.sees for right in self._of(staff))

    def kinds_of(self, staff: StaffMember) -> frozenset[str]:
        """The kinds of cases that the person works on."""
        return frozenset(kind for right in self._of(staff) for kind in right.sees) if staff.active else frozenset()

    def sees_danger(self, staff: StaffMember) -> bool:
        """Whether people in danger are shown to this person: by name, not by post alone."""
        return staff.active and staff.sees_danger and self.may_see_danger(staff.roles)

    def may_see_danger(self, roles: Iterable[Role]) -> bool:
        """Whether somebody with these roles may be named to see people in danger."""
        return any(self.rights[role].danger for role in roles)

    def sees_case(self, staff: StaffMember, case: Shown) -> bool:
        """Whether a case is shown to this person; danger hides it from colleagues of the same office too."""
        return self.sees_kind(staff, case.kind) and (case.danger is None or self.sees_danger(staff))

    def sees_conversation(self, staff: StaffMember, danger: str | None) -> bool:
        """Whether a conversation is shown to this person."""
        return self.may(staff, "reply") and (danger is None or self.sees_danger(staff))

    def require(self, staff: StaffMember, command: str) -> None:
        """Go on only when the command is allowed.

        Raises:
            NotAllowed: none of the person's roles allows it.
        """
        if not self.may(staff, command):
            raise NotAllowed(staff.id, command)

    def _of(self, staff: StaffMember) -> Iterable[Rights]:
        return (self.rights[role] for role in staff.roles)


def _rights(entry: Mapping[str, object]) -> Rights:
    return Rights(
        label=str(entry["label"]),
        sees=frozenset(_names(entry["sees"])),
        danger=bool(entry["danger"]),
        may=frozenset(_names(entry["may"])),
    )


def _names(value: object) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []
