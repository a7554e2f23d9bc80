"""The roll of legal-aid cards (法律援助卡): whether a card is valid and belongs to whoever shows it.

Knowing a number does not make one its holder: a second factor is asked, the last four characters of the identity
number or the full name. A number that is not on the roll and a second factor that does not fit get the same answer,
and failures are capped, so that the roll cannot be probed.

Two caps, both for an hour. One conversation may fail 5 times, over all numbers. One number may fail 20 times, over all
conversations: a single nuisance uses up 5 of these and does not lock its holder out, and guessing stays hopeless. Four
characters have 11,000 values (three digits, then a digit or X): 20 guesses an hour hit with a chance of 0.18 percent,
a day and a night of them from 96 conversations with 4.4 percent, and half of the values take 275 hours.
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.card_import import BadRow, CardRow, read_cards
from backoffice.errors import UnknownCard
from backoffice.moments import seconds
from storage.clock import Clock
from storage.insert import insert
from vault.vault import Vault

FAILURES_OF_A_CONVERSATION = 5
FAILURES_ON_A_NUMBER = 20
_HOUR = timedelta(hours=1).total_seconds()
_SIGNATURE_LENGTH = 20


class CardResult(StrEnum):
    """What a check of a card gives."""

    VALID = "valid"
    EXPIRED = "expired"
    LOST = "lost"
    NOT_FOUND_OR_MISMATCH = "not_found_or_mismatch"
    TOO_MANY_ATTEMPTS = "too_many_attempts"


@dataclass(frozen=True)
class CardCheck:
    """The result, and of a card whose holder was known what legal aid needs to know; never who holds it."""

    result: CardResult
    card_id: int | None = None
    group: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class CardImport:
    """What an import did; every row of the file is counted in exactly one place."""

    added: int
    changed: int
    unchanged: int
    bad: tuple[BadRow, ...]


class Cards:
    """Keeps the roll and checks cards against it."""

    def __init__(self, vault: Vault, clock: Clock, audit: Audit) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit

    def import_csv(self, c: Connection, text: str | bytes, actor: Actor) -> CardImport:
        """Add and update cards from a CSV file; good rows go in, bad rows are listed.

        Raises:
            CardFileError: the file or its header cannot be used; nothing was imported.
        """
        good, bad = read_cards(text)
        done = [self._put(c, row) for row in good]
        result = CardImport(done.count("added"), done.count("changed"), done.count("unchanged"), tuple(bad))
        counts = {"added": result.added, "changed": result.changed, "bad": len(result.bad)}
        self._audit.record(c, actor, "cards_imported", "cards", counts)
        return result

    def check(self, c: Connection, number: str, second_factor: str, conversation_id: str) -> CardCheck:
        """Whether the card is on the roll, the second factor fits, and today is within its dates.

        A failure is written down in the caller's transaction.
        """
        number_idx = self._vault.blind_index("card", number)
        same_number = tables.card.c.number_idx == number_idx
        row = c.execute(select(tables.card).where(same_number).with_for_update()).first()
        if self._exhausted(c, number_idx, conversation_id):
            return CardCheck(CardResult.TOO_MANY_ATTEMPTS)
        if not self._fits(row, second_factor) or row is None:
            attempt = {"number_idx": number_idx, "conversation_id": conversation_id, "at": seconds(self._clock)}
            c.execute(tables.card_attempt.insert().values(attempt))
            return CardCheck(CardResult.NOT_FOUND_OR_MISMATCH)
        return CardCheck(self._state(row), row.id, row.group, row.expires_on)

    def token(self, c: Connection, card_id: int) -> str:
        """What stands in the address `/card/{token}` on a printed card: drawn, signed, unrelated to the number.

        Raises:
            UnknownCard: no card has that id.
        """
        public_id = c.scalar(select(tables.card.c.public_id).where(tables.card.c.id == card_id))
        if public_id is None:
            raise UnknownCard(card_id)
        return f"{public_id}.{self._signature(public_id)}"

    def public_status(self, c: Connection, token: str) -> Literal["valid", "not_valid"]:
        """What anyone who scans a card learns: valid or not, nothing about the holder."""
        public_id, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(public_id).encode()):
            return "not_valid"
        row = c.execute(select(tables.card).where(tables.card.c.public_id == public_id)).first()
        return "valid" if row is not None and row.lost_at is None and self._in_force(row) else "not_valid"

    def report_lost(self, c: Connection, card_id: int, actor: Actor) -> None:
        """From now on the card opens nothing.

        Raises:
            UnknownCard: no card has that id.
        """
        mine = update(tables.card).where(tables.card.c.id == card_id).values(lost_at=seconds(self._clock))
        if c.execute(mine.returning(tables.card.c.id)).first() is None:
            raise UnknownCard(card_id)
        self._audit.record(c, actor, "card_lost", f"card:{card_id}")

    def count(self, c: Connection) -> int:
        """How many cards are on the roll."""
        return int(c.execute(select(func.count()).select_from(tables.card)).scalar_one())

    def _put(self, c: Connection, row: CardRow) -> Literal["added", "changed", "unchanged"]:
        number_idx = self._vault.blind_index("card", row.number)
        known = c.execute(select(tables.card).where(tables.card.c.number_idx == number_idx)).first()
        if known is None:
            new = {**self._sealed(row), "number_idx": number_idx, "public_id": secrets.token_urlsafe(18)}
            c.execute(insert(c, tables.card).values(new))
            return "added"
        if self._opened(known) == row:
            return "unchanged"
        c.execute(update(tables.card).where(tables.card.c.id == known.id).values(self._sealed(row)))
        return "changed"

    def _sealed(self, row: CardRow) -> dict[str, Any]:
        return {
            "number_sealed": self._vault.seal(row.number, "card.number"),
            "name_sealed": self._vault.seal(row.name, "card.name"),
            "id_last4_sealed": self._vault.seal(row.id_last4, "card.id_last4"),
            "phone_sealed": None if row.phone is None else self._vault.seal(row.phone, "card.phone"),
            "group": row.group,
            "issued_on": row.issued,
            "expires_on": row.expires,
        }

    def _opened(self, row: Row[tuple[object, ...]]) -> CardRow:
        return CardRow(
            number=self._vault.open(row.number_sealed, "card.number"),
            name=self._vault.open(row.name_sealed, "card.name"),
            group=row.group,
            id_last4=self._vault.open(row.id_last4_sealed, "card.id_last4"),
            phone=None if row.phone_sealed is None else self._vault.open(row.phone_sealed, "card.phone"),
            issued=row.issued_on,
            expires=row.expires_on,
        )

    def _fits(self, row: Row[tuple[object, ...]] | None, second_factor: str) -> bool:
        """Both comparisons are always made, and made as well when there is no such card."""
        name = "" if row is None else self._vault.open(row.name_sealed, "card.name")
        last4 = "" if row is None else self._vault.open(row.id_last4_sealed, "card.id_last4")
        given = _folded(second_factor)
        fits = [hmac.compare_digest(given, _folded(value)) for value in (name, last4)]
        return row is not None and any(fits)

    def _exhausted(self, c: Connection, number_idx: str, conversation_id: str) -> bool:
        a = tables.card_attempt.c
        return any(
            self._failures(c, whose) >= most
            for whose, most in (
                (a.number_idx == number_idx, FAILURES_ON_A_NUMBER),
                (a.conversation_id == conversation_id, FAILURES_OF_A_CONVERSATION),
            )
        )

    def _failures(self, c: Connection, whose: ColumnElement[bool]) -> int:
        recent = tables.card_attempt.c.at > seconds(self._clock) - _HOUR
        return int(c.execute(select(func.count()).select_from(tables.card_attempt).where(whose, recent)).scalar_one())

    def _state(self, row: Row[tuple[object, ...]]) -> CardResult:
        if row.lost_at is not None:
            return CardResult.LOST
        return CardResult.VALID if self._in_force(row) else CardResult.EXPIRED

    def _in_force(self, row: Row[tuple[object, ...]]) -> bool:
        return bool(row.issued_on <= self._clock.now().date() <= row.expires_on)

    def _signature(self, public_id: str) -> str:
        return self._vault.blind_index("card_token", public_id)[:_SIGNATURE_LENGTH]


def _folded(text: str) -> bytes:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).encode()
