"""Conflicts of interest in legal aid (利益冲突): one side of a matter stands on the other side of another, or works here.

Names are compared by their blind index, so that nobody's name is opened for it; equal names may still be two people, so
that it is a flag with its reason for the legal-aid officers and nobody else, and never a refusal. No resident is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select
from sqlalchemy.sql.expression import Subquery

from backoffice import tables
from backoffice.roles import Role, StaffMember
from backoffice.staff import StaffAccounts
from vault.tables import vault_value
from vault.vault import Vault

KIND = "legal_aid"
APPLICANT, OPPONENT = ("name", "applicant_name"), ("opponent_name",)
_NAME = "name"

ConflictKind = Literal["opponent_is_applicant", "applicant_is_opponent", "opponent_is_staff", "applicant_is_staff"]


@dataclass(frozen=True)
class Conflict:
    """One reason to look closer.

    Attributes:
        case_id, receipt: the other matter; none where a colleague bears the name.
        same_hands: whoever works on this case works on the other one too.
        staff_id: the colleague.
    """

    kind: ConflictKind
    case_id: int | None = None
    receipt: str | None = None
    same_hands: bool = False
    staff_id: str | None = None


class Conflicts:
    """Finds conflicts for those who decide on legal aid."""

    def __init__(self, vault: Vault, staff: StaffAccounts) -> None:
        self._vault, self._staff = vault, staff

    def shown_to(self, viewer: StaffMember) -> bool:
        """Whether conflicts are this person's business."""
        return viewer.active and Role.LEGAL_AID_OFFICER in viewer.roles

    def of_case(self, c: Connection, case_id: int, viewer: StaffMember) -> list[Conflict]:
        """Every conflict of a case, the oldest other matter first; nothing for anybody but the officers."""
        if not self.shown_to(viewer):
            return []
        mine, other = _named("mine"), _named("other")
        found = _against(mine, other).add_columns(
            mine.c.fact, other.c.receipt, other.c.assignee, mine.c.assignee.label("own_assignee")
        )
        rows = c.execute(found.where(mine.c.case_id == case_id).order_by(other.c.case_id)).all()
        cases = [
            Conflict(
                kind="opponent_is_applicant" if row.fact in OPPONENT else "applicant_is_opponent",
                case_id=row.other_id,
                receipt=row.receipt,
                same_hands=row.assignee is not None and row.assignee == row.own_assignee,
            )
            for row in rows
        ]
        return [*dict.fromkeys(cases), *self._colleagues(c, case_id)]

    def flagged(self, c: Connection, viewer: StaffMember) -> frozenset[int]:
        """The open cases that conflict with any other, found in one statement."""
        if not self.shown_to(viewer):
            return frozenset()
        mine, other, names = _named("mine"), _named("other"), self._names(c)
        open_ = mine.c.closed_at.is_(None)
        colleagues = select(mine.c.case_id, mine.c.case_id.label("other_id")).where(mine.c.idx.in_(names), open_)
        both = _against(mine, other).where(open_).union_all(colleagues)
        return frozenset(c.scalars(both))

    def _colleagues(self, c: Connection, case_id: int) -> Iterator[Conflict]:
        mine = _named("mine")
        own = {self._vault.blind_index(_NAME, member.name): member.id for member in self._staff.list(c)}
        for row in c.execute(select(mine.c.idx, mine.c.fact).where(mine.c.case_id == case_id)):
            if row.idx in own:
                kind: ConflictKind = "opponent_is_staff" if row.fact in OPPONENT else "applicant_is_staff"
                yield Conflict(kind, staff_id=own[row.idx])

    def _names(self, c: Connection) -> list[str]:
        return [self._vault.blind_index(_NAME, member.name) for member in self._staff.list(c)]


def _named(alias: str) -> Subquery:
    """The people of every matter of legal aid, by the blind index of their names."""
    k, f, people = tables.case.c, tables.draft_fact.c, _people()
    query: Select[tuple[object, ...]] = (
        select(k.id.label("case_id"), k.receipt, k.assignee, k.closed_at, f.fact, vault_value.c.value_idx.label("idx"))
        .select_from(tables.case)
        .join(people, people.c.case_id == k.id)
        .join(tables.draft_fact, f.draft_id == people.c.draft_id)
        .join(vault_value, vault_value.c.token == f.token)
        .where(k.kind == KIND, f.fact.in_((*APPLICANT, *OPPONENT)))
    )
    return query.subquery(alias)


def _people() -> Subquery:
    """The drafts of a matter: its first applicant's, and those of whoever joined it."""
    first = select(tables.case.c.id.label("case_id"), tables.case.c.draft_id)
    joined = select(tables.claimant.c.case_id, tables.claimant.c.draft_id)
    return first.union_all(joined).subquery()


def _against(mine: Subquery, other: Subquery) -> Select[tuple[int, int]]:
    """Pairs of matters in which one name stands on different sides."""
    return (
        select(mine.c.case_id, other.c.case_id.label("other_id"))
        .join(other, and_(other.c.idx == mine.c.idx, other.c.case_id != mine.c.case_id))
        .where(_other_side(mine, other))
    )


def _other_side(mine: Subquery, other: Subquery) -> ColumnElement[bool]:
    return or_(
        and_(mine.c.fact.in_(OPPONENT), other.c.fact.in_(APPLICANT)),
        and_(mine.c.fact.in_(APPLICANT), other.c.fact.in_(OPPONENT)),
    )
