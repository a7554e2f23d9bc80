"""The roll as staff work with it: how many cards there are in which state, finding one, closing a lost one and opening it again."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, Row, func, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.cards import Cards
from backoffice.errors import UnknownCard
from storage.clock import Clock
from vault.vault import Vault

CardState = Literal["in_force", "expired", "not_yet", "lost"]

#: A name that more holders have than this is to be looked up by number.
MOST_FOUND = 20


@dataclass(frozen=True)
class CardCounts:
    """The cards of the roll by state; lost ones are counted as lost alone."""

    in_force: int
    expired: int
    lost: int


@dataclass(frozen=True)
class FoundCard:
    """One card in clear, for a member of staff whose look was logged."""

    id: int
    number: str
    name: str
    group: str
    issued_on: date
    expires_on: date
    state: CardState


class CardDesk:
    """What staff do with single cards."""

    def __init__(self, vault: Vault, clock: Clock, audit: Audit, cards: Cards) -> None:
        self._vault, self._clock, self._audit, self._cards = vault, clock, audit, cards

    def counts(self, c: Connection) -> CardCounts:
        """How many cards are in force, expired and lost."""
        k, today = tables.card.c, self._clock.now().date()
        kept = k.lost_at.is_(None)
        conditions = (kept & (k.expires_on >= today), kept & (k.expires_on < today), k.lost_at.is_not(None))
        numbers = [
            int(c.scalar(select(func.count()).select_from(tables.card).where(which)) or 0) for which in conditions
        ]
        return CardCounts(*numbers)

    def find(self, c: Connection, typed: str, actor: Actor) -> list[FoundCard]:
        """Cards by their number or by the holder's whole name; the look is logged."""
        by_number = select(tables.card).where(tables.card.c.number_idx == self._vault.blind_index("card", typed))
        rows = list(c.execute(by_number)) or self._named(c, typed)
        self._audit.read(c, actor, "cards", [f"card:{row.id}" for row in rows], "card_search")
        return [self._opened(row) for row in rows]

    def close(self, c: Connection, card_id: int, actor: Actor) -> None:
        """The card was lost; raises UnknownCard."""
        self._cards.report_lost(c, card_id, actor)

    def open_again(self, c: Connection, card_id: int, actor: Actor) -> None:
        """The card was found, or issued anew under its number.

        Raises:
            UnknownCard: no card has that id.
        """
        mine = update(tables.card).where(tables.card.c.id == card_id).values(lost_at=None)
        if c.execute(mine.returning(tables.card.c.id)).first() is None:
            raise UnknownCard(card_id)
        self._audit.record(c, actor, "card_found", f"card:{card_id}")

    def _named(self, c: Connection, name: str) -> list[Row[tuple[object, ...]]]:
        """Names are sealed: they are opened one by one, which a county's roll allows."""
        wanted = _folded(name)
        if not wanted:
            return []
        every = c.execute(select(tables.card).order_by(tables.card.c.id))
        fitting = (row for row in every if _folded(self._vault.open(row.name_sealed, "card.name")) == wanted)
        return [row for _, row in zip(range(MOST_FOUND), fitting, strict=False)]

    def _opened(self, row: Row[tuple[object, ...]]) -> FoundCard:
        return FoundCard(
            id=row.id,
            number=self._vault.open(row.number_sealed, "card.number"),
            name=self._vault.open(row.name_sealed, "card.name"),
            group=row.group,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            state=self._state(row),
        )

    def _state(self, row: Row[tuple[object, ...]]) -> CardState:
        today = self._clock.now().date()
        if row.lost_at is not None:
            return "lost"
        if row.issued_on > today:
            return "not_yet"
        return "expired" if row.expires_on < today else "in_force"


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
