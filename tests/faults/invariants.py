"""What must hold after any number of faults; each broken one is named in words. Tested against planted violations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Connection, select

from backoffice.tables import case, draft
from conversations import reading
from conversations.tables import conversation, inbox, outbox
from tests.channels.twilio_stub import StubMessage
from vault.vault import Vault

UNSENT = ("withheld", "failed", "uncertain")


def violations(
    c: Connection, vault: Vault, delivered: Iterable[tuple[str, str, str]], sent: Sequence[StubMessage]
) -> list[str]:
    """Everything that is wrong with an end state; empty when nothing is."""
    return [
        *_messages(c, delivered),
        *_answers(c, vault),
        *_sends(c, sent),
        *_cases(c),
    ]


def _messages(c: Connection, delivered: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Each delivered message is kept exactly once, and nothing else is."""
    kept = Counter(c.scalars(select(inbox.c.provider_id).where(inbox.c.kind == "message")))
    said = {sid for _, _, sid in delivered}
    yield from (f"message {sid} was lost" for sid in sorted(said - kept.keys()))
    yield from (f"message {sid} was kept {n} times" for sid, n in kept.items() if n > 1)
    yield from (f"message {sid} came from nowhere" for sid in sorted(kept.keys() - said))


def _answers(c: Connection, vault: Vault) -> Iterator[str]:
    """Every message is answered, shown to staff, or with staff and the resident told."""
    for row in c.execute(select(inbox).join(conversation).where(inbox.c.kind == "message")):
        hold = c.scalar(select(conversation.c.hold).where(conversation.c.id == row.conversation_id))
        replies = c.scalars(select(outbox.c.state).where(outbox.c.origin == f"m{row.id}")).all()
        if row.state == "received" and (hold == "bot" or (hold == "waiting" and row.urgent)):
            yield f"message {row.id} is still open under {hold}"
        if row.state == "answered" and not replies:
            yield f"message {row.id} was answered with nothing"
        if row.state == "dead" and not _told(c, row.id):
            yield f"message {row.id} was given up and nobody told the resident"


def _told(c: Connection, inbox_id: int) -> bool:
    return c.scalar(select(outbox.c.id).where(outbox.c.origin == f"late:{inbox_id}")) is not None


def _sends(c: Connection, sent: Sequence[StubMessage]) -> Iterator[str]:
    """Each sent row reached the carrier once, in order; each other row never did."""
    arrived: Counter[int] = Counter()
    order: dict[str, list[int]] = {}
    for message in sent:
        row, part = outbox_row_of(message)
        if part > 1:
            continue
        first_time = row not in arrived
        arrived[row] += 1
        if first_time:
            order.setdefault(message.to, []).append(row)
    for row in c.execute(select(outbox.c.id, outbox.c.state, outbox.c.doubt)):
        times = arrived.pop(row.id, 0)
        if row.state in ("sent", "delivered") and times == 0:
            yield f"row {row.id} counts as {row.state} and never reached the carrier"
        if times > 1:
            yield f"row {row.id} reached the carrier {times} times"
        if row.state == "withheld" and times:
            yield f"row {row.id} was withheld and reached the carrier"
        if row.state in ("queued", "sending"):
            yield f"row {row.id} is still {row.state}"
    yield from (f"the carrier has row {row}, which does not exist" for row in arrived)
    yield from (f"{to} got rows out of order: {rows}" for to, rows in order.items() if rows != sorted(rows))


def outbox_row_of(message: StubMessage) -> tuple[int, int]:
    """Our row's id and the part of it, which a status callback carries."""
    query = parse_qs(urlsplit(message.status_callback).query)
    return int(query["outbox"][0]), int(query["part"][0])


def _cases(c: Connection) -> Iterator[str]:
    """A draft that was filed has one case, and each case a draft that was filed."""
    filed = Counter(c.scalars(select(case.c.draft_id)))
    yield from (f"draft {draft_id} has {n} cases" for draft_id, n in filed.items() if n > 1)
    for row in c.execute(select(draft.c.id, draft.c.stage).where(draft.c.stage == "filed")):
        if row.id not in filed:
            yield f"draft {row.id} counts as filed and has no case"


def story(c: Connection, vault: Vault, conversation_id: str) -> list[tuple[str, str]]:
    """Who said what, by template, without the words of patience that a fault may add: equal in a run without faults."""
    lines = reading.thread(c, vault, conversation_id, newest=1000)
    return [
        (line.who, line.text if line.who == "resident" else str(line.template))
        for line in lines
        if line.template != "late.sorry"
    ]
