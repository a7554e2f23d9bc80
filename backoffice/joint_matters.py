"""One matter of many people (群体案件): thirty workers who were not paid are one case with many claimants.

Who tells it first is the representative and gets a join code for the others; whoever sends the code joins that case
with name and telephone and opens no case of their own. The code is drawn and opens nothing: it tells no name, no matter.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.cases import Case, Cases
from backoffice.drafts import Drafts
from backoffice.errors import ReceiptsExhausted
from backoffice.moments import moment, seconds
from backoffice.receipts import ALPHABET
from storage.clock import Clock
from storage.insert import insert

CODE_LENGTH = 6
_DRAWS = 12


@dataclass(frozen=True)
class JointMatter:
    """A case of many people.

    Attributes:
        told: how many the representative says they are; None where that is not known.
    """

    case_id: int
    code: str
    told: int | None


@dataclass(frozen=True)
class Claimant:
    """Somebody who joined, with the draft that holds their name and telephone."""

    draft_id: str
    conversation_id: str
    joined_at: datetime


class JointMatters:
    """Keeps join codes and claimants."""

    def __init__(self, clock: Clock, audit: Audit, cases: Cases, drafts: Drafts) -> None:
        self._clock, self._audit, self._cases, self._drafts = clock, audit, cases, drafts

    def open(self, c: Connection, case_id: int, told: int | None, actor: Actor) -> JointMatter:
        """Make a case one of many people; again gives the same code.

        Raises:
            ReceiptsExhausted: no free code was found.
        """
        known = self.of_case(c, case_id)
        if known is not None:
            return known
        for _ in range(_DRAWS):
            code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
            row = {"case_id": case_id, "code": code, "told": told, "opened_at": seconds(self._clock)}
            new = insert(c, tables.joint_matter).values(row).on_conflict_do_nothing(index_elements=["code"])
            if c.execute(new.returning(tables.joint_matter.c.case_id)).first() is not None:
                self._audit.record(c, actor, "matter_joint", f"case:{case_id}")
                return JointMatter(case_id, code, told)
        raise ReceiptsExhausted("join code", _DRAWS)

    def of_case(self, c: Connection, case_id: int) -> JointMatter | None:
        """What is known of a case of many people; None for a case of one."""
        row = c.execute(select(tables.joint_matter).where(tables.joint_matter.c.case_id == case_id)).first()
        return None if row is None else JointMatter(row.case_id, row.code, row.told)

    def by_code(self, c: Connection, code: str) -> Case | None:
        """The case that a code leads to while it is open."""
        case_id = c.scalar(select(tables.joint_matter.c.case_id).where(tables.joint_matter.c.code == code.upper()))
        case = None if case_id is None else self._cases.get(c, case_id)
        return case if case is not None and case.closed_at is None else None

    def join(self, c: Connection, case_id: int, draft_id: str, actor: Actor) -> None:
        """Add a claimant, once; their draft takes no more answers from them."""
        row = {"draft_id": draft_id, "case_id": case_id, "joined_at": seconds(self._clock)}
        new = insert(c, tables.claimant).values(row).on_conflict_do_nothing(index_elements=["draft_id"])
        if c.execute(new.returning(tables.claimant.c.draft_id)).first() is not None:
            self._drafts.set_stage(c, draft_id, "filed")
            self._audit.record(c, actor, "claimant_joined", f"case:{case_id}")

    def joined_by(self, c: Connection, conversation_id: str, case_id: int) -> bool:
        """Whether somebody of this conversation belongs to the case already, as its first applicant or a claimant."""
        d = tables.draft.c
        mine = select(tables.claimant.c.draft_id).join(tables.draft, d.id == tables.claimant.c.draft_id)
        found = mine.where(d.conversation_id == conversation_id, tables.claimant.c.case_id == case_id)
        return self._cases.get(c, case_id).conversation_id == conversation_id or c.execute(found).first() is not None

    def claimants(self, c: Connection, case_id: int) -> list[Claimant]:
        """Who joined, the first first."""
        k = tables.claimant.c
        query = (
            select(k.draft_id, tables.draft.c.conversation_id, k.joined_at)
            .join(tables.draft, tables.draft.c.id == k.draft_id)
            .where(k.case_id == case_id)
            .order_by(k.joined_at, k.draft_id)
        )
        return [Claimant(row.draft_id, row.conversation_id, moment(row.joined_at)) for row in c.execute(query)]
