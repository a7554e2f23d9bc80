"""A case as staff read it: facts with their sources, history, notes; each read of personal data is logged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.case_events import CaseEvent
from backoffice.cases import Case, Cases, CaseStatus
from backoffice.drafts import Draft, Drafts
from backoffice.facts import FactValue, Unknown
from backoffice.links import TELEPHONES, Linked, Links
from backoffice.notes import Note, Notes
from backoffice.process import Processes, Stage
from backoffice.roles import Roles, StaffMember
from backoffice.staff import StaffAccounts
from conversations import reading
from conversations.messages import JsonValue
from vault.vault import Vault


@dataclass(frozen=True)
class FactLine:
    """One answer as staff see it.

    Attributes:
        value: the answer; a personal one in clear.
        source: where it came from, in Chinese: `居民 · 消息 12`, `工作人员 张三`.
        changes: how often it was changed or taken back.
    """

    fact: str
    value: JsonValue | Unknown
    personal: bool
    unknown: bool
    at: datetime
    source: str
    inbox_id: int | None
    actor: Actor
    confirmed: bool
    changes: int


@dataclass(frozen=True)
class LinkedAddress:
    """Another address of the person who applied; `number` where it is a telephone's."""

    linked: Linked
    number: str | None


@dataclass(frozen=True)
class CaseFile:
    """All that a case page shows, and what the reader may do with it."""

    case: Case
    status: CaseStatus
    facts: tuple[FactLine, ...]
    history: tuple[CaseEvent, ...]
    notes: tuple[Note, ...]
    linked: tuple[LinkedAddress, ...]
    next_stages: tuple[Stage, ...]
    returns: tuple[Stage, ...]
    may: frozenset[str]


class CaseFiles:
    """Opens case files for staff; needs a write connection, because reads are logged."""

    def __init__(
        self,
        vault: Vault,
        drafts: Drafts,
        cases: Cases,
        notes: Notes,
        audit: Audit,
        roles: Roles,
        processes: Processes,
        staff: StaffAccounts,
        links: Links,
    ) -> None:
        self._vault = vault
        self._drafts = drafts
        self._cases = cases
        self._notes = notes
        self._audit = audit
        self._roles = roles
        self._processes = processes
        self._staff = staff
        self._links = links

    def open(self, c: Connection, case: Case, by: StaffMember) -> CaseFile:
        """The file of a case that the reader was allowed to see."""
        process = self._processes.of(case.kind)
        stage = process.stages[case.stage]
        return CaseFile(
            case=case,
            status=self._cases.status_of(case),
            facts=self.facts(c, self._drafts.get(c, case.draft_id), f"case:{case.id}", by, "case_page"),
            history=tuple(self._cases.history(c, case.id)),
            notes=tuple(self._notes.of_case(c, case.id)),
            linked=self._linked(c, case, by),
            next_stages=tuple(process.stages[name] for name in stage.next),
            returns=tuple(process.stages[name] for name in stage.returns),
            may=self._roles.commands(by),
        )

    def _linked(self, c: Connection, case: Case, by: StaffMember) -> tuple[LinkedAddress, ...]:
        """The person's other addresses, but for those where danger was told and the reader may not know of it."""
        joined = self._links.all_of(c, case.conversation_id)
        shown = [one for one in joined if self._roles.sees_conversation(by, one.danger)]
        if shown:
            self._audit.read(c, by.actor, f"case:{case.id}", ["linked_address"], "case_page")
        return tuple(LinkedAddress(one, self._number(c, one)) for one in shown)

    def _number(self, c: Connection, linked: Linked) -> str | None:
        if linked.channel not in TELEPHONES:
            return None
        return reading.address_of(c, self._vault, linked.conversation_id)

    def facts(self, c: Connection, draft: Draft, subject: str, by: StaffMember, purpose: str) -> tuple[FactLine, ...]:
        """The answers of a draft with the personal ones in clear, one audit row for all of them."""
        personal = [name for name, fact in draft.facts.items() if fact.personal]
        self._audit.read(c, by.actor, subject, personal, purpose)
        changes = [past.fact for past in self._drafts.history(c, draft.id)]
        names = self._staff.names(c)
        return tuple(self._line(c, name, fact, changes.count(name), names) for name, fact in draft.facts.items())

    def _line(self, c: Connection, name: str, fact: FactValue, changes: int, names: Mapping[str, str]) -> FactLine:
        return FactLine(
            fact=name,
            value=self._vault.reveal(c, str(fact.value)) if fact.personal else fact.value,
            personal=fact.personal,
            unknown=fact.unknown,
            at=fact.at,
            source=_source(fact, names),
            inbox_id=fact.inbox_id,
            actor=fact.actor,
            confirmed=fact.confirmed,
            changes=changes,
        )


def _source(fact: FactValue, names: Mapping[str, str]) -> str:
    if fact.actor.kind == "staff":
        return "工作人员 " + names.get(fact.actor.id, "(账号已删除)")
    who = "居民" if fact.actor.kind == "resident" else "系统"
    return who if fact.inbox_id is None else f"{who} · 消息 {fact.inbox_id}"
