"""Application drafts: what a resident has told us so far, answer by answer, with where each came from.

A draft without consent lives two days after its last change, with consent 180 days (PIPL Art. 19: the shortest time
that the purpose needs). Personal facts stand in the vault; here they are tokens.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import Connection, Row, delete, insert, literal, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.errors import DraftClosed, PersonalFactNotText, UnknownDraft
from backoffice.facts import FactValue, PersonalFacts, Unknown, masked, value_as_json, value_from_json
from backoffice.kinds import DraftKind
from backoffice.moments import moment, seconds
from conversations.messages import JsonValue
from storage.clock import Clock
from storage.insert import insert as insert_or
from vault.vault import Vault

DraftStage = Literal["asking", "applying", "summary", "filed", "dropped"]

OPEN_STAGES = ("asking", "applying", "summary")
WITHOUT_CONSENT = timedelta(days=2)
WITH_CONSENT = timedelta(days=180)

_FACT = "draft_fact.value"
_VERSION = ("draft_id", "fact", "value_sealed", "token", "at", "inbox_id", "actor_kind", "actor_id", "confirmed")


@dataclass(frozen=True)
class Draft:
    """An application or request in the making."""

    id: str
    conversation_id: str
    kind: DraftKind
    stage: DraftStage
    county: str
    facts: Mapping[str, FactValue]
    is_current: bool
    opened_at: datetime
    consent_at: datetime | None
    expires_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether it still takes answers."""
        return self.stage in OPEN_STAGES

    @property
    def known(self) -> dict[str, JsonValue]:
        """The answers that rules may judge by: known and not personal."""
        return {
            name: fact.value
            for name, fact in self.facts.items()
            if not isinstance(fact.value, Unknown) and not fact.personal
        }

    @property
    def unknown(self) -> frozenset[str]:
        """The facts that the resident does not know."""
        return frozenset(name for name, fact in self.facts.items() if fact.unknown)

    def has(self, fact: str) -> bool:
        """Whether the fact was answered, "不知道" included."""
        return fact in self.facts

    def value(self, fact: str) -> JsonValue | Unknown | None:
        """The answer, the token of a personal one, none when it was never given."""
        return self.facts[fact].value if fact in self.facts else None


@dataclass(frozen=True)
class PastFact:
    """An answer as it was before it was changed or taken back."""

    fact: str
    value: FactValue
    replaced_at: datetime


class Drafts:
    """Opens, fills and closes drafts; every method is a step of the caller's transaction."""

    def __init__(
        self, vault: Vault, clock: Clock, audit: Audit | None = None, personal: PersonalFacts | None = None
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit or Audit(clock)
        self._personal = personal or PersonalFacts.load()

    def open_new(self, c: Connection, conversation_id: str, kind: DraftKind, county: str) -> Draft:
        """Begin a draft and make it the current one of its conversation."""
        now = seconds(self._clock)
        row = {
            "id": secrets.token_hex(16),
            "conversation_id": conversation_id,
            "kind": kind,
            "stage": "asking",
            "county": county,
            "opened_at": now,
            "changed_at": now,
            "expires_at": now + WITHOUT_CONSENT.total_seconds(),
        }
        c.execute(tables.draft.insert().values(row))
        return self.make_current(c, str(row["id"]))

    def current(self, c: Connection, conversation_id: str) -> Draft | None:
        """The open draft that the conversation is about, none when none is open."""
        d = tables.draft.c
        mine = select(tables.draft).where(d.conversation_id == conversation_id, d.is_current, d.stage.in_(OPEN_STAGES))
        row = c.execute(mine).first()
        return None if row is None else self._draft(c, row)

    def get(self, c: Connection, draft_id: str) -> Draft:
        """A draft with its answers.

        Raises:
            UnknownDraft: no draft has that id.
        """
        return self._draft(c, self._row(c, draft_id))

    def lock(self, c: Connection, draft_id: str) -> Draft:
        """The same, and nobody else files or drops it until the transaction ends."""
        c.execute(select(tables.draft.c.id).where(tables.draft.c.id == draft_id).with_for_update())
        return self.get(c, draft_id)

    def list_open(self, c: Connection, conversation_id: str) -> list[Draft]:
        """The drafts that still take answers: the current one first, then the newest."""
        d = tables.draft.c
        query = (
            select(tables.draft)
            .where(d.conversation_id == conversation_id, d.stage.in_(OPEN_STAGES))
            .order_by(d.is_current.desc(), d.opened_at.desc(), d.id)
        )
        return [self._draft(c, row) for row in c.execute(query).all()]

    def told_in(self, c: Connection, conversation_id: str) -> list[Draft]:
        """The drafts of a conversation that still hold answers, filed ones included, the newest first."""
        d = tables.draft.c
        mine = select(tables.draft).where(d.conversation_id == conversation_id, d.stage != "dropped")
        return [self._draft(c, row) for row in c.execute(mine.order_by(d.changed_at.desc(), d.id)).all()]

    def of_open_cases(self, c: Connection) -> list[Draft]:
        """The drafts behind the cases that are not closed, oldest case first."""
        case = tables.case.c
        query = (
            select(tables.draft)
            .join(tables.case, case.draft_id == tables.draft.c.id)
            .where(case.closed_at.is_(None))
            .order_by(case.id)
        )
        return [self._draft(c, row) for row in c.execute(query).all()]

    def make_current(self, c: Connection, draft_id: str) -> Draft:
        """Let the conversation be about this draft.

        Raises:
            UnknownDraft, DraftClosed: there is no such draft, or it takes no more answers.
        """
        row = self._open_row(c, draft_id)
        d = tables.draft.c
        c.execute(update(tables.draft).where(d.conversation_id == row.conversation_id).values(is_current=False))
        c.execute(update(tables.draft).where(d.id == draft_id).values(is_current=True))
        return self.get(c, draft_id)

    def move(self, c: Connection, draft_id: str, conversation_id: str) -> Draft:
        """Let another conversation of the same person go on with a draft; it is that conversation's from now on.

        Raises:
            UnknownDraft, DraftClosed: there is no such draft, or it takes no more answers.
        """
        self.lock(c, draft_id)
        self._open_row(c, draft_id)
        c.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(conversation_id=conversation_id))
        return self.make_current(c, draft_id)

    def write_fact(
        self,
        c: Connection,
        draft_id: str,
        fact: str,
        value: JsonValue | Unknown,
        *,
        actor: Actor,
        inbox_id: int | None = None,
        confirmed: bool = True,
    ) -> FactValue:
        """Keep an answer; the one before goes to the history. A filed draft is written by staff only.

        Raises:
            UnknownDraft, DraftClosed: there is no such draft, or it takes no more answers.
            PersonalFactNotText: a personal fact is not text.
        """
        self._writable(c, draft_id, actor)
        kind = self._personal.kind(fact)
        token = None if kind is None or isinstance(value, Unknown) else self._keep(c, fact, kind, value)
        stored = value if token is None else token
        row = {
            "value_sealed": self._vault.seal_json(value_as_json(stored), _FACT),
            "token": token,
            "at": seconds(self._clock),
            "inbox_id": inbox_id,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "confirmed": confirmed,
        }
        self._to_history(c, draft_id, [fact])
        keys = {"draft_id": draft_id, "fact": fact}
        upsert = insert_or(c, tables.draft_fact).values({**keys, **row})
        c.execute(upsert.on_conflict_do_update(index_elements=list(keys), set_=row))
        self._touch(c, draft_id)
        return FactValue(stored, self._clock.now(), inbox_id, actor, confirmed, token is not None)

    def remove_facts(self, c: Connection, draft_id: str, facts: Collection[str], *, actor: Actor) -> None:
        """Take answers back, so that they are asked again; they stay in the history."""
        self._writable(c, draft_id, actor)
        self._to_history(c, draft_id, facts)
        f = tables.draft_fact.c
        c.execute(delete(tables.draft_fact).where(f.draft_id == draft_id, f.fact.in_(facts)))
        self._touch(c, draft_id)

    def history(self, c: Connection, draft_id: str, fact: str | None = None) -> list[PastFact]:
        """Former answers, oldest first."""
        h = tables.draft_fact_history.c
        query = select(tables.draft_fact_history).where(h.draft_id == draft_id).order_by(h.id)
        if fact is not None:
            query = query.where(h.fact == fact)
        return [PastFact(row.fact, self._value(row), moment(row.replaced_at)) for row in c.execute(query)]

    def set_stage(self, c: Connection, draft_id: str, stage: DraftStage) -> None:
        """Move the draft on; a closed one is not current any more, a filed one does not expire."""
        self._row(c, draft_id)
        values: dict[str, object] = {"stage": stage, "changed_at": seconds(self._clock)}
        if stage not in OPEN_STAGES:
            values |= {"is_current": False, "expires_at": None}
        c.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(values))

    def give_consent(self, c: Connection, draft_id: str, *, actor: Actor, inbox_id: int | None = None) -> None:
        """Write down that the resident agrees to the use of the answers for this application."""
        self._set_consent(c, draft_id, seconds(self._clock))
        self._audit.record(c, actor, "consent_given", f"draft:{draft_id}", {"inbox": inbox_id})

    def withdraw_consent(self, c: Connection, draft_id: str, *, actor: Actor, inbox_id: int | None = None) -> None:
        """Write down that the resident no longer agrees."""
        self._set_consent(c, draft_id, None)
        self._audit.record(c, actor, "consent_withdrawn", f"draft:{draft_id}", {"inbox": inbox_id})

    def confirm(self, c: Connection, draft_id: str) -> None:
        """The resident has seen every answer summed up and says that they are right."""
        mine = tables.draft_fact.c.draft_id == draft_id
        c.execute(update(tables.draft_fact).where(mine).values(confirmed=True))

    def count_asked(self, c: Connection, draft_id: str, fact: str) -> int:
        """Add one to how often a fact was asked and give the sum."""
        q = tables.draft_question
        row = insert_or(c, q).values(draft_id=draft_id, fact=fact, times=1)
        more = row.on_conflict_do_update(index_elements=["draft_id", "fact"], set_={"times": q.c.times + 1})
        return int(c.execute(more.returning(q.c.times)).scalar_one())

    def reveal(self, c: Connection, draft_id: str, fact: str, *, actor: Actor, purpose: str) -> str | None:
        """A personal value in clear, with an audit row; none when it is not known."""
        token = self._token(c, draft_id, fact)
        if token is None:
            return None
        self._audit.read(c, actor, f"draft:{draft_id}", [fact], purpose)
        return self._vault.reveal(c, token)

    def masked(self, c: Connection, draft_id: str, fact: str) -> str | None:
        """A personal value with its middle hidden, for a summary in a text message."""
        token, kind = self._token(c, draft_id, fact), self._personal.kind(fact)
        return None if token is None or kind is None else masked(kind, self._vault.reveal(c, token))

    def drop(self, c: Connection, draft_id: str, *, actor: Actor) -> None:
        """Forget a draft: its answers, its history and its personal values; only that it was there stays.

        Raises:
            UnknownDraft, DraftClosed: there is no such draft, or it was filed.
        """
        self._open_row(c, draft_id)
        self._forget(c, draft_id)
        self.set_stage(c, draft_id, "dropped")
        self._audit.record(c, actor, "draft_dropped", f"draft:{draft_id}")

    def expire(self, c: Connection) -> int:
        """Drop every open draft whose time is over and say how many."""
        d = tables.draft.c
        over = select(d.id).where(d.stage.in_(OPEN_STAGES), d.expires_at <= seconds(self._clock))
        ids = c.scalars(over.with_for_update(skip_locked=True)).all()
        for draft_id in ids:
            self.drop(c, draft_id, actor=Actor.system("retention"))
        return len(ids)

    def _row(self, c: Connection, draft_id: str) -> Row[tuple[object, ...]]:
        row = c.execute(select(tables.draft).where(tables.draft.c.id == draft_id)).first()
        if row is None:
            raise UnknownDraft(draft_id)
        return row

    def _open_row(self, c: Connection, draft_id: str) -> Row[tuple[object, ...]]:
        row = self._row(c, draft_id)
        if row.stage not in OPEN_STAGES:
            raise DraftClosed(draft_id, row.stage)
        return row

    def _writable(self, c: Connection, draft_id: str, actor: Actor) -> None:
        row = self._row(c, draft_id)
        if row.stage not in OPEN_STAGES and not (row.stage == "filed" and actor.kind == "staff"):
            raise DraftClosed(draft_id, row.stage)

    def _draft(self, c: Connection, row: Row[tuple[object, ...]]) -> Draft:
        f = tables.draft_fact.c
        facts = c.execute(select(tables.draft_fact).where(f.draft_id == row.id).order_by(f.at, f.fact))
        return Draft(
            id=row.id,
            conversation_id=row.conversation_id,
            kind=row.kind,
            stage=row.stage,
            county=row.county,
            facts={fact.fact: self._value(fact) for fact in facts},
            is_current=row.is_current,
            opened_at=moment(row.opened_at),
            consent_at=moment(row.consent_at),
            expires_at=moment(row.expires_at),
        )

    def _value(self, row: Row[tuple[object, ...]]) -> FactValue:
        value = value_from_json(self._vault.open_json(row.value_sealed, _FACT))
        actor = Actor(row.actor_kind, row.actor_id)
        return FactValue(value, moment(row.at), row.inbox_id, actor, row.confirmed, row.token is not None)

    def _keep(self, c: Connection, fact: str, kind: str, value: JsonValue) -> str:
        if not isinstance(value, str):
            raise PersonalFactNotText(fact)
        return self._vault.keep(c, kind, value)

    def _token(self, c: Connection, draft_id: str, fact: str) -> str | None:
        f = tables.draft_fact.c
        found = c.scalar(select(f.token).where(f.draft_id == draft_id, f.fact == fact))
        return cast(str | None, found)

    def _to_history(self, c: Connection, draft_id: str, facts: Collection[str]) -> None:
        f = tables.draft_fact.c
        before = select(*(f[name] for name in _VERSION), literal(seconds(self._clock)))
        before = before.where(f.draft_id == draft_id, f.fact.in_(facts))
        c.execute(insert(tables.draft_fact_history).from_select([*_VERSION, "replaced_at"], before))

    def _touch(self, c: Connection, draft_id: str) -> None:
        row = self._row(c, draft_id)
        now = seconds(self._clock)
        values: dict[str, object] = {"changed_at": now}
        if row.stage in OPEN_STAGES:
            values["expires_at"] = now + _lifetime(row.consent_at is not None)
        c.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(values))

    def _set_consent(self, c: Connection, draft_id: str, at: float | None) -> None:
        self._open_row(c, draft_id)
        c.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(consent_at=at))
        self._touch(c, draft_id)

    def _forget(self, c: Connection, draft_id: str) -> None:
        for table in (tables.draft_fact, tables.draft_fact_history):
            tokens = select(table.c.token).where(table.c.draft_id == draft_id, table.c.token.is_not(None))
            for token in c.scalars(tokens).all():
                self._vault.erase(c, token)
            c.execute(delete(table).where(table.c.draft_id == draft_id))
        c.execute(delete(tables.draft_question).where(tables.draft_question.c.draft_id == draft_id))


def _lifetime(consented: bool) -> float:
    return (WITH_CONSENT if consented else WITHOUT_CONSENT).total_seconds()
