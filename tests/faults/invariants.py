"""What must hold after any number of faults; each broken one is named in words. Tested against planted violations."""

from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from backoffice.queue import Queue
from backoffice.receipts import find_receipt
from backoffice.roles import StaffMember
from backoffice.tables import case, draft
from conversations import reading
from conversations.messages import Reply
from conversations.outbox import BODY
from conversations.tables import conversation, inbox, outbox, turn_result
from tests.faults.arrivals import wrong_arrivals
from tests.faults.witness import Witness
from vault.vault import Vault


def violations(c: Connection, vault: Vault, witness: Witness) -> list[str]:
    """Everything that is wrong with an end state; empty when nothing is."""
    return [
        *_messages(c, witness),
        *_answers(c),
        *_order(c),
        *wrong_arrivals(c, vault, witness),
        *_receipts(c, witness),
        *_cases(c, vault),
        *_under_staff(witness),
    ]


def _messages(c: Connection, witness: Witness) -> Iterator[str]:
    """Each delivered message is kept exactly once, and nothing else is."""
    rows = c.execute(select(inbox.c.channel, inbox.c.provider_id).where(inbox.c.kind == "message"))
    kept = Counter((row.channel, row.provider_id) for row in rows)
    yield from (f"message {name} was lost" for _, name in sorted(witness.delivered - kept.keys()))
    yield from (f"message {name} was kept {n} times" for (_, name), n in kept.items() if n > 1)
    yield from (f"message {name} came from nowhere" for _, name in sorted(kept.keys() - witness.delivered))


def _answers(c: Connection) -> Iterator[str]:
    """Every message is answered, shown to staff, or with staff and the resident told."""
    for row in c.execute(select(inbox, conversation.c.hold).join(conversation).where(inbox.c.kind == "message")):
        replies = c.scalars(select(outbox.c.state).where(outbox.c.origin == f"m{row.id}")).all()
        if row.state == "received" and (row.hold == "bot" or (row.hold == "waiting" and row.urgent)):
            yield f"message {row.id} is still open under {row.hold}"
        if row.state == "answered" and not replies:
            yield f"message {row.id} was answered with nothing"
        if row.state == "dead" and not _told(c, row.id):
            yield f"message {row.id} was given up and nobody told the resident"


def _told(c: Connection, inbox_id: int) -> bool:
    return c.scalar(select(outbox.c.id).where(outbox.c.origin == f"late:{inbox_id}")) is not None


def _order(c: Connection) -> Iterator[str]:
    """Messages of a conversation are acted on, and answered, in the order in which they were kept."""
    acted: dict[str, list[int]] = {}
    done = select(inbox.c.conversation_id, inbox.c.id).join(turn_result, turn_result.c.inbox_id == inbox.c.id)
    for row in c.execute(_in_order_of_work(done)):
        acted.setdefault(row.conversation_id, []).append(row.id)
    yield from (f"{talk} was answered out of order: {ids}" for talk, ids in acted.items() if ids != sorted(ids))


def _in_order_of_work(done):  # type: ignore[no-untyped-def]
    """By the outbox, whose ids rise with the closings; the clock may have been set in between."""
    first = select(outbox.c.id).where(outbox.c.origin == "m" + inbox.c.id.cast(outbox.c.origin.type), outbox.c.n == 0)
    return done.where(first.exists(), inbox.c.urgent.is_(False)).order_by(first.scalar_subquery())


def _receipts(c: Connection, witness: Witness) -> Iterator[str]:
    """A delivery receipt that we acknowledged is recorded."""
    delivered = {row for row, status in witness.receipts if status == "delivered"}
    states = dict(c.execute(select(outbox.c.id, outbox.c.state)).all())
    for row in sorted(delivered):
        if states.get(row) != "delivered":
            yield f"the receipt of row {row} was lost: it counts as {states.get(row)}"


def _cases(c: Connection, vault: Vault) -> Iterator[str]:
    """A draft that was filed has its case, each case a draft that was filed, nobody two of a kind; receipts are told.

    That no draft has two cases is the database's own rule; nobody in these runs applies for the same thing twice.
    """
    filed = set(c.scalars(select(case.c.draft_id)))
    kinds = Counter(c.execute(select(case.c.conversation_id, case.c.kind)).all())
    yield from (f"{talk} has {n} cases of {kind}" for (talk, kind), n in kinds.items() if n > 1)
    drafts = {row.id: row.stage for row in c.execute(select(draft.c.id, draft.c.stage))}
    for draft_id, stage in drafts.items():
        if stage == "filed" and draft_id not in filed:
            yield f"draft {draft_id} counts as filed and has no case"
    told = _receipts_told(c, vault)
    for row in c.execute(select(case.c.id, case.c.draft_id, case.c.receipt, case.c.conversation_id)):
        if drafts[row.draft_id] != "filed":
            yield f"case {row.id} comes from a draft that was never filed"
        if (row.conversation_id, row.receipt) not in told:
            yield f"case {row.id} has a receipt that nobody was told{_said_last(c, vault, row.conversation_id)}"
    known = set(c.scalars(select(case.c.receipt)))
    yield from (f"receipt {receipt} was told and has no case" for _, receipt in sorted(told) if receipt not in known)


def _receipts_told(c: Connection, vault: Vault) -> set[tuple[str, str]]:
    """(conversation, receipt) of every row of the outbox that names one, withheld ones too: staff see those."""
    told = set()
    for row in c.execute(select(outbox.c.conversation_id, outbox.c.body_sealed).where(outbox.c.actor == "bot")):
        receipt = find_receipt(Reply.from_json(vault.open_json(row.body_sealed, BODY)).text)
        if receipt is not None:
            told.add((row.conversation_id, receipt))
    return told


def _said_last(c: Connection, vault: Vault, talk: str) -> str:
    """The end of a conversation, for whoever looks for the cause."""
    mine = select(outbox).where(outbox.c.conversation_id == talk).order_by(outbox.c.id.desc()).limit(6)
    replies = [
        f"{row.origin}.{row.n} {row.state} {Reply.from_json(vault.open_json(row.body_sealed, BODY)).template}"
        for row in c.execute(mine)
    ]
    asked = select(inbox).where(inbox.c.conversation_id == talk).order_by(inbox.c.id.desc()).limit(6)
    messages = [f"{row.kind} {row.id} {row.state} attempt {row.attempts}" for row in c.execute(asked)]
    return f" ({'; '.join(reversed(replies))} | {'; '.join(reversed(messages))})"


def _under_staff(witness: Witness) -> Iterator[str]:
    """While a person held a conversation, no word of the bot went out that was not on its way before."""
    for hold in witness.holds:
        for row in sorted(hold.went_out - hold.in_flight):
            yield f"row {row} went out while staff held {hold.conversation}"


def unlisted(c: Connection, queue: Queue, viewer: StaffMember) -> list[str]:
    """What ought to stand on the staff's list and does not: unsure and refused sends, given-up messages, people."""
    listed = {row.key for row in queue.rows(c, viewer, limit=10**6)}
    wanted = [f"uncertain_send:{row}" for row in c.scalars(_ids_in(outbox, ("uncertain", "failed")))]
    for row in c.execute(select(conversation.c.id, conversation.c.hold)):
        dead = c.scalar(select(inbox.c.id).where(inbox.c.conversation_id == row.id, inbox.c.state == "dead"))
        if row.hold == "waiting":
            wanted.append(f"failed_message:{dead}" if dead else f"conversation:{row.id}")
        elif dead and row.hold == "bot":
            wanted.append(f"failed_message:{dead}")
    return [f"{key} is on no list of the staff" for key in wanted if key not in listed]


def _ids_in(table, states: Collection[str]):  # type: ignore[no-untyped-def]
    return select(table.c.id).where(table.c.state.in_(states))


def story(c: Connection, vault: Vault, conversation_id: str) -> list[tuple[str, str]]:
    """Who said what, by template, without the words of patience that a fault may add: equal in a run without faults."""
    lines = reading.thread(c, vault, conversation_id, newest=1000)
    return [
        (line.who, line.text if line.who == "resident" else str(line.template))
        for line in lines
        if line.template != "late.sorry"
    ]


#: A clock that is set forwards ends a sitting: on a telephone the assistant then asks whose application it is.
_ASKED_AFTER_A_WHILE, _SAME_HOUSEHOLD = "whose.ask", "同一家"


def sides(c: Connection, vault: Vault, conversation_id: str) -> tuple[list[str], list[str]]:
    """The story, each side by itself in the order of its rows: equal also where a clock was set in between."""
    lines = sorted(reading.thread(c, vault, conversation_id, newest=1000), key=lambda line: line.row)
    said = [line.text for line in lines if line.who == "resident"]
    heard = [str(line.template) for line in lines if line.who != "resident" and line.template != "late.sorry"]
    if _ASKED_AFTER_A_WHILE in heard and _SAME_HOUSEHOLD in said:
        heard.remove(_ASKED_AFTER_A_WHILE)
        said.remove(_SAME_HOUSEHOLD)
    return said, heard
