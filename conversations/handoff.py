"""Who speaks: the bot, nobody yet (a person was asked for), or a member of staff.

Every change raises the epoch under the conversation's lock, so that nothing that began before it can act or be sent
after it. A staff reply is itself a claim; the engine is never told to pause, it is simply not called.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, exists, select, update

from conversations import outbox as out
from conversations.errors import HeldByAnother, UnknownConversation
from conversations.inbox import BODY
from conversations.messages import Reply
from conversations.tables import conversation, inbox, outbox, turn_result
from storage.clock import database_now
from storage.insert import insert
from vault.vault import Vault


@dataclass(frozen=True)
class Taken:
    """What the person who took over must know: rows already on their way when the claim committed."""

    epoch: int
    in_flight: tuple[int, ...]


def lock(c: Connection, conversation_id: str) -> Row:  # type: ignore[type-arg]
    """The conversation, locked for this transaction.

    Raises:
        UnknownConversation: when there is none.
    """
    talk = c.execute(select(conversation).where(conversation.c.id == conversation_id).with_for_update()).first()
    if talk is None:
        raise UnknownConversation(conversation_id)
    return talk


def _change(c: Connection, conversation_id: str, hold: str, holder: str | None, reason: str | None) -> int:
    values = {
        "hold": hold,
        "holder": holder,
        "held_at": database_now(),
        "wait_reason": reason,
        "epoch": conversation.c.epoch + 1,
    }
    mine = update(conversation).where(conversation.c.id == conversation_id).values(values)
    return int(c.execute(mine.returning(conversation.c.epoch)).scalar_one())


def ask_for_person(c: Connection, conversation_id: str, reason: str) -> None:
    """The conversation waits for a person (`reason`: asked, danger, unclear, failed, idle, …).

    One that already waits keeps its place; one that staff hold stays theirs.
    """
    if lock(c, conversation_id).hold == "bot":
        out.carry_over(c, conversation_id, _change(c, conversation_id, "waiting", None, reason))


def call_back(c: Connection, conversation_id: str) -> bool:
    """Danger begins while a member of staff holds the conversation: it waits for whoever comes first.

    The holder may be away, or be a neighbour to whom danger is not shown. One who takes it again knows of the danger,
    and keeps it from then on. False when nobody held it.
    """
    if lock(c, conversation_id).hold != "staff":
        return False
    _change(c, conversation_id, "waiting", None, "danger")
    return True


def stop_waiting(c: Connection, conversation_id: str, said_by: int) -> bool:
    """The resident goes on with the bot instead of waiting; False when nobody was waited for.

    What they wrote to the person meanwhile stays for staff to read; the bot does not take it for new wishes.

    Args:
        said_by: the inbox id of the message that says so.
    """
    talk = lock(c, conversation_id)
    if talk.hold != "waiting":
        return False
    out.carry_over(c, conversation_id, _change(c, conversation_id, "bot", None, None))
    # Nobody has come yet: the moment since which they wait stays, by which staff still see somebody in danger.
    c.execute(update(conversation).where(conversation.c.id == conversation_id).values(held_at=talk.held_at))
    meant = (inbox.c.conversation_id == conversation_id) & (inbox.c.state == "received") & (inbox.c.id < said_by)
    unanswered = ~exists().where(turn_result.c.inbox_id == inbox.c.id)
    c.execute(update(inbox).where(meant, unanswered).values(state="shown", closed_at=database_now()))
    return True


def claim(c: Connection, conversation_id: str, staff_id: str, *, from_colleague: bool = False) -> Taken:
    """A member of staff takes the conversation; taking it twice changes nothing.

    Raises:
        HeldByAnother: a colleague holds it and `from_colleague` is false.
        UnknownConversation: there is none.
    """
    talk = lock(c, conversation_id)
    if talk.hold == "staff" and talk.holder != staff_id and not from_colleague:
        raise HeldByAnother(conversation_id, talk.holder)
    epoch = talk.epoch
    if talk.hold != "staff" or talk.holder != staff_id:
        epoch = _change(c, conversation_id, "staff", staff_id, None)
        c.execute(update(conversation).where(conversation.c.id == conversation_id).values(concern_seen=True))
        out.withhold_queued(c, conversation_id)
    sending = (outbox.c.conversation_id == conversation_id) & (outbox.c.state == "sending")
    return Taken(epoch, tuple(c.scalars(select(outbox.c.id).where(sending))))


def staff_reply(c: Connection, vault: Vault, conversation_id: str, staff_id: str, text: str, key: str) -> int | None:
    """A person answers: claims the conversation, queues the words, closes what they answered.

    Args:
        key: the page's own id of this reply; the same key queues it once (None is returned then).

    Raises:
        HeldByAnother, UnknownConversation: as `claim`.
    """
    taken = claim(c, conversation_id, staff_id)
    draft = out.Draft(conversation_id, f"staff:{key}", 0, Reply("staff", text), "staff", taken.epoch, staff_id=staff_id)
    queued = out.put(c, vault, draft)
    if queued is not None:
        _touch(c, conversation_id)
        _close_answered(c, conversation_id)
    return queued


def _touch(c: Connection, conversation_id: str) -> None:
    c.execute(update(conversation).where(conversation.c.id == conversation_id).values(held_at=database_now()))


def _close_answered(c: Connection, conversation_id: str) -> None:
    """What waited, and what no turn could answer, has been answered by a person."""
    mine = (inbox.c.conversation_id == conversation_id) & inbox.c.state.in_(("received", "dead"))
    c.execute(update(inbox).where(mine).values(state="shown", closed_at=database_now()))


def release(c: Connection, vault: Vault, conversation_id: str, staff_id: str) -> bool:
    """Give the conversation back to the bot; messages that nobody answered come first, then the open question.

    False when it was already given back.

    Raises:
        HeldByAnother: a colleague holds it.
    """
    talk = lock(c, conversation_id)
    if talk.hold == "staff" and talk.holder != staff_id:
        raise HeldByAnother(conversation_id, talk.holder)
    if talk.hold == "bot":
        return False
    epoch = _change(c, conversation_id, "bot", None, None)
    _ask_to_resume(c, vault, talk, epoch)
    return True


def _ask_to_resume(c: Connection, vault: Vault, talk: Row, epoch: int) -> None:  # type: ignore[type-arg]
    """Once: an earlier release whose turn was never taken, because a person came back first, is settled by this one."""
    mine = (inbox.c.conversation_id == talk.id) & (inbox.c.kind == "resume") & (inbox.c.state == "received")
    c.execute(update(inbox).where(mine).values(state="shown", closed_at=database_now()))
    row = {
        "channel": talk.channel,
        "account": talk.account,
        "provider_id": f"resume:{talk.id}:{epoch}",
        "conversation_id": talk.id,
        "kind": "resume",
        "body_sealed": vault.seal_json({"text": "", "choice": None}, BODY),
        "state": "received",
        "received_at": database_now(),
    }
    c.execute(insert(c, inbox).values(row).on_conflict_do_nothing())


def return_idle(c: Connection, vault: Vault, *, idle: float, notice: Reply) -> list[str]:
    """Claims on which nothing was written for `idle` seconds go back to the queue, and the resident is told.

    Returns the conversations that were returned.
    """
    old = (conversation.c.hold == "staff") & (conversation.c.held_at < database_now() - idle)
    found = c.scalars(select(conversation.c.id).where(old).with_for_update(skip_locked=True)).all()
    for conversation_id in found:
        epoch = _change(c, conversation_id, "waiting", None, "idle")
        out.put(c, vault, out.Draft(conversation_id, f"idle:{conversation_id}:{epoch}", 0, notice, "system", epoch))
    return list(found)
