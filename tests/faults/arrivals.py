"""What reached residents, laid beside the outbox: each sent row once, in order, and no other.

A row may arrive twice only where the provider cannot be asked what became of a send, and something cut the send off.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Connection, Row, select

from conversations.inbox import ADDRESS
from conversations.messages import Reply
from conversations.outbox import BODY
from conversations.tables import conversation, outbox
from tests.channels.telegram_stub import Sent
from tests.channels.twilio_stub import StubMessage
from tests.faults.witness import Witness
from vault.vault import Vault

ARRIVED = ("sent", "delivered")
#: Seconds before the first arrival in which what cut the send off must have happened, or between the arrivals.
AROUND = 3.0


@dataclass(frozen=True)
class Doubled:
    """A row that arrived more than once, and by what its send was cut off."""

    row: int
    channel: str
    times: int
    cut_by: str


def wrong_arrivals(c: Connection, vault: Vault, witness: Witness) -> Iterator[str]:
    """Everything that is wrong with what reached residents."""
    yield from _texts(c, witness)
    for chat in _chats(c, vault, witness.chats).values():
        yield from _chat(chat, witness)
    yield from _pages(c, vault, witness)
    for row in c.execute(select(outbox.c.id, outbox.c.state).where(outbox.c.state.in_(("queued", "sending")))):
        yield f"row {row.id} is still {row.state}"


def doubled(c: Connection, vault: Vault, witness: Witness) -> list[Doubled]:
    """The rows that arrived more than once, each with what cut its send off."""
    found: list[Doubled] = []
    for chat in _chats(c, vault, witness.chats).values():
        for row, times in chat.repeats():
            cut = cut_within(witness, times[0] - AROUND, times[-1])
            found.append(Doubled(row.id, "telegram", len(times), cut or "nothing"))
    return found


def cut_within(witness: Witness, begins: float, ends: float) -> str | None:
    """What could cut a send off between two moments, if anything did."""
    return next((name for name, at in witness.cuts if begins <= at <= ends), None)


# ---- text messages: each names its row


def _texts(c: Connection, witness: Witness) -> Iterator[str]:
    arrived: defaultdict[int, list[StubMessage]] = defaultdict(list)
    order: defaultdict[str, list[int]] = defaultdict(list)
    for message in witness.texts:
        row, part = outbox_row_of(message)
        if part > 1:
            continue
        if row not in arrived:
            order[message.to].append(row)
        arrived[row].append(message)
    mine = select(outbox.c.id, outbox.c.state, outbox.c.attempts).join(conversation)
    for row_ in c.execute(mine.where(conversation.c.channel == "twilio")):
        times = arrived.pop(row_.id, [])
        if row_.state in ARRIVED and not times:
            yield f"row {row_.id} counts as {row_.state} and never reached the carrier"
        if len(times) > 1:
            yield f"row {row_.id} reached the carrier {len(times)} times{_told_of(row_, times, witness)}"
        if row_.state == "withheld" and times:
            yield f"row {row_.id} was withheld and reached the carrier"
    yield from (f"the carrier has row {row}, which does not exist" for row in arrived)
    yield from (f"{to} got rows out of order: {rows}" for to, rows in order.items() if rows != sorted(rows))


def _told_of(row: Row[Any], times: Sequence[StubMessage], witness: Witness) -> str:
    """When it arrived, and what broke around then: for whoever looks for the cause."""
    first, last = times[0].taken_at, times[-1].taken_at
    around = [(name, at) for name, at in witness.cuts if first - 10 <= at <= last + 2]
    words = [f"{name} {at - first:+.1f} s" for name, at in around]
    same = "the same words" if len({message.body for message in times}) == 1 else "other words"
    moments = ", ".join(f"{message.taken_at - first:+.1f} s" for message in times)
    when = time.strftime("%H:%M:%S", time.localtime(first))
    return f" ({row.state}, attempt {row.attempts}, {same}, from {when}: {moments}; {'; '.join(words)})"


def outbox_row_of(message: StubMessage) -> tuple[int, int]:
    """Our row's id and the part of it, which a status callback carries."""
    query = parse_qs(urlsplit(message.status_callback).query)
    return int(query["outbox"][0]), int(query["part"][0])


# ---- Telegram: rows are known by their words and by where they stand


class _Chat:
    """One chat: our rows for it in order, and what arrived."""

    def __init__(self) -> None:
        self.rows: list[tuple[Row[Any], str]] = []
        self.arrived: list[Sent] = []

    def laid_beside(self) -> list[tuple[Sent, Row[Any] | None]]:
        """Each arrival with its row: the one that bears its id, else the first with its words that was sent later."""
        bearing = {row.provider_ref: row for row, _ in self.rows if row.provider_ref}
        return [(sent, bearing.get(str(sent.message_id)) or self._meant(sent)) for sent in self.arrived]

    def _meant(self, sent: Sent) -> Row[Any] | None:
        """An arrival that no row bears was cut off: its row was sent again, or is unsure."""
        return next(
            (
                row
                for row, words in self.rows
                if words == sent.text and (row.provider_ref is None or int(row.provider_ref) > sent.message_id)
            ),
            None,
        )

    def repeats(self) -> list[tuple[Row[Any], list[float]]]:
        """Rows that arrived more than once, with the moments."""
        moments: defaultdict[int, list[float]] = defaultdict(list)
        rows = {}
        for sent, row in self.laid_beside():
            if row is not None:
                moments[row.id].append(sent.at)
                rows[row.id] = row
        return [(rows[row], at) for row, at in moments.items() if len(at) > 1]


def _chats(c: Connection, vault: Vault, arrived: Sequence[Sent]) -> dict[str, _Chat]:
    chats: defaultdict[str, _Chat] = defaultdict(_Chat)
    mine = (
        select(outbox, conversation.c.address_sealed)
        .join(conversation)
        .where(conversation.c.channel == "telegram")
        .order_by(outbox.c.id)
    )
    for row in c.execute(mine):
        words = Reply.from_json(vault.open_json(row.body_sealed, BODY)).text
        chats[vault.open(row.address_sealed, ADDRESS)].rows.append((row, words))
    for sent in arrived:
        chats[str(sent.chat)].arrived.append(sent)
    return chats


def _chat(chat: _Chat, witness: Witness) -> Iterator[str]:
    beside = chat.laid_beside()
    reached = {row.id for _, row in beside if row is not None}
    for sent, row in beside:
        if row is None:
            yield f"chat {sent.chat} got words that are in no row"
        elif row.state == "withheld" and not row.doubt:
            yield f"row {row.id} was withheld and reached Telegram"
    for row, _words in chat.rows:
        if row.state in ARRIVED and row.id not in reached:
            yield f"row {row.id} counts as {row.state} and never reached Telegram"
    for row, times in chat.repeats():
        if not row.doubt:
            yield f"row {row.id} reached Telegram {len(times)} times and is not marked"
        elif cut_within(witness, times[0] - AROUND, times[-1]) is None:
            yield f"row {row.id} reached Telegram {len(times)} times and nothing cut its send off"
    firsts = list(dict.fromkeys(row.id for _, row in beside if row is not None))
    if firsts != sorted(firsts):
        yield f"chat {chat.arrived[0].chat} got rows out of order: {firsts}"


# ---- web pages: they ask for what is new


def _pages(c: Connection, vault: Vault, witness: Witness) -> Iterator[str]:
    mine = select(conversation.c.id, conversation.c.address_sealed).where(conversation.c.channel == "web")
    for talk in c.execute(mine).all():
        key = vault.open(talk.address_sealed, ADDRESS)
        if key not in witness.pages:
            continue
        visible = select(outbox.c.id).where(outbox.c.conversation_id == talk.id, outbox.c.state.in_(ARRIVED))
        expected = [f"o{row}" for row in c.scalars(visible.order_by(outbox.c.id))]
        shown = list(witness.pages[key])
        if sorted(shown) != sorted(expected):
            yield f"a page of {talk.id} shows {len(shown)} lines of ours instead of {len(expected)}"
        elif shown != expected:
            yield f"a page of {talk.id} shows our lines out of order"
