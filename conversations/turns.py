"""One turn's transactions: claim the oldest message, act on it, close it; each may be the last before a crash.

Rules, each with a failing trial behind it (docs/decisions/exactly-once.md):

- the question that is open and the engine's session are pinned on the message at its first claim; an edited message
  is pinned to the question that it answered before;
- the action's own transaction checks fence **and** epoch **and** hold;
- what a step did for a message is kept and given again, whatever the message is understood as the second time;
- replies of a turn that a person overtook are kept as `withheld`, never sent;
- a message that cannot be opened goes to staff by itself: it may not stand in everybody's way.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, FromClause, Row, Select, bindparam, exists, select, update

from conversations import handoff
from conversations import outbox as out
from conversations.edits import pinned_by_first
from conversations.errors import UNREADABLE, Overtaken
from conversations.inbox import BODY
from conversations.leases import is_over
from conversations.messages import NOTHING_ASKED, Asked, Reply, TurnRef, Wordless
from conversations.tables import conversation, inbox, turn_result
from storage.clock import database_now, read_database_clock
from vault.vault import Vault

ASKED = "conversation.asked"
PINNED = "inbox.pinned"
REPLIES = "turn_result.replies"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """What happens to a turn that keeps failing.

    Attributes:
        backoff: seconds before the next attempt, by attempt; the last value repeats.
        tell_after: seconds after receipt at which the resident hears that a person will see the message.
        attempts: after so many the message goes to staff.
    """

    backoff: tuple[float, ...] = (0.3, 1.0, 2.0, 4.0, 8.0)
    tell_after: float = 12.0
    attempts: int = 8


PATIENCE = Patience()


@dataclass(frozen=True)
class Limits:
    """How long a turn and an engine session may last.

    Attributes:
        lease: seconds a worker owns a conversation; longer than the engine client's timeout.
        session_idle: seconds after which the engine gets a fresh session.
        session_turns: turns after which it gets one (trackers over about 400 events get slow).
    """

    lease: float = 30.0
    session_idle: float = 6 * 3600.0
    session_turns: int = 60

    @property
    def longest(self) -> float:
        """Seconds that a conversation may be kept from other workers: by a turn, or by the pause after a failed one."""
        return self.lease + max(PATIENCE.backoff)


LIMITS = Limits()


@dataclass(frozen=True)
class ClaimedTurn:
    """A message that one worker may handle until its lease ends.

    Attributes:
        done: an earlier attempt was cut off after its step; what that said is kept, and only has to be sent.
    """

    ref: TurnRef
    conversation_id: str
    channel: str
    kind: str
    text: str
    choice: str | None
    session: str
    attempts: int
    received_at: float
    asked: Asked
    danger: str | None
    done: bool
    wordless: Wordless | None = None


@dataclass(frozen=True)
class TurnInHand:
    """What a step may know of the message it handles, read under the conversation's lock.

    Attributes:
        waiting: the resident waits for a person; only an urgent message comes to a step then.
    """

    ref: TurnRef
    conversation_id: str
    channel: str
    sender_sealed: bytes
    text: str
    choice: str | None
    asked: Asked
    danger: str | None
    waiting: bool = False
    wordless: Wordless | None = None


def claim_next(
    c: Connection, vault: Vault, limits: Limits = LIMITS, *, engine_away: bool = False
) -> ClaimedTurn | None:
    """Claim the conversation whose oldest unanswered message is the oldest, or nothing when none is free.

    Args:
        engine_away: take only what needs no engine; the rest is for a process whose engine answers.
    """
    talk = _free_conversation(c, limits, engine_away)
    if talk is None:
        return None
    # The message was judged on the statement's snapshot: look again, now that the conversation is locked.
    message = _unanswered(c, talk)
    if message is None:
        return None
    done = c.execute(_RESULT, {"of_message": message.id}).first() is not None
    try:
        return _claimed(c, vault, talk, message, limits, done=done)
    except UNREADABLE as fault:
        log.error("inbox message %s cannot be opened (%s) and goes to staff", message.id, type(fault).__name__)
        _hand_over(c, talk.id, message.id)
        return None


def _claimed(
    c: Connection,
    vault: Vault,
    talk: Row[tuple[object, ...]],
    message: Row[tuple[object, ...]],
    limits: Limits,
    *,
    done: bool,
) -> ClaimedTurn:
    """Everything is opened before anything is written."""
    body = vault.open_json(message.body_sealed, BODY)
    text, choice = body["text"], body["choice"]
    pinned = message.pinned_sealed or pinned_by_first(c, message.corrects)
    pinned = pinned or vault.seal_json(_open_asked(vault, talk.asked_sealed).as_json(), PINNED)
    asked = Asked.from_json(vault.open_json(pinned, PINNED))
    session = message.session or _session_for(c, talk, limits)
    fence = c.execute(_LEASE, {"of_talk": talk.id, "lease": limits.lease}).scalar_one()
    c.execute(_PIN, {"of_message": message.id, "pinned_sealed": pinned, "session": session})
    return ClaimedTurn(
        ref=TurnRef(message.id, fence, talk.epoch),
        conversation_id=talk.id,
        channel=talk.channel,
        kind=message.kind,
        text=text,
        choice=choice,
        session=session,
        attempts=message.attempts + 1,
        received_at=message.received_at,
        asked=asked,
        danger=talk.danger,
        done=done,
        wordless=body.get("wordless"),
    )


def anything_to_claim(c: Connection, limits: Limits = LIMITS, *, engine_away: bool = False) -> bool:
    """Whether `claim_next` would probably find something; takes no lock."""
    return c.execute(_ANYTHING[engine_away], {"longest": limits.longest}).first() is not None


def _claimable(wanted: Select[tuple[object, ...]], *, engine_away: bool) -> Select[tuple[object, ...]]:
    """From the open messages, which are few, to their conversations, oldest first.

    A conversation that waits for a person is taken for two things only: what is urgent, and to send what the step
    said that called them. One that staff hold is theirs.
    """
    bots = conversation.c.hold == "bot"
    if engine_away:
        bots &= _needs_no_engine(inbox) & ~_behind_one_that_needs_it()
    ours = bots | ((conversation.c.hold == "waiting") & _answered_while_waiting())
    free = is_over(conversation.c.lease_until, bindparam("longest", type_=Float))
    return (
        wanted.select_from(inbox)
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .where(inbox.c.state == "received", free, ours)
        .order_by(inbox.c.id)
        .limit(1)
    )


def _free_conversation(c: Connection, limits: Limits, engine_away: bool) -> Row[tuple[object, ...]] | None:
    return c.execute(_FREE[engine_away], {"longest": limits.longest}).first()


def _answered_while_waiting() -> ColumnElement[bool]:
    return _needs_no_engine(inbox)


def _needs_no_engine(messages: FromClause) -> ColumnElement[bool]:
    """Urgent, or its step was done before and what that said only has to be sent."""
    return messages.c.urgent | exists().where(turn_result.c.inbox_id == messages.c.id)


def _behind_one_that_needs_it() -> ColumnElement[bool]:
    ahead = inbox.alias("ahead")
    older = (ahead.c.conversation_id == inbox.c.conversation_id) & (ahead.c.id < inbox.c.id)
    return exists().where(older, ahead.c.state == "received", ~_needs_no_engine(ahead))


def _unanswered(c: Connection, talk: Row[tuple[object, ...]]) -> Row[Any] | None:
    """The oldest open message that may be answered now; none while staff hold the conversation."""
    under = {"bot": _OLDEST, "waiting": _OLDEST_WHILE_WAITING}.get(str(talk.hold))
    return None if under is None else c.execute(under, {"of_talk": talk.id}).first()


#: Built once: they are asked at every message, and SQLAlchemy takes longer to build them than SQLite to run them.
_ANYTHING = {away: _claimable(select(inbox.c.id), engine_away=away) for away in (False, True)}
_FREE = {
    away: _claimable(select(conversation), engine_away=away).with_for_update(skip_locked=True, of=conversation)
    for away in (False, True)
}
_OPEN_HERE = (inbox.c.conversation_id == bindparam("of_talk")) & (inbox.c.state == "received")
_OLDEST = select(inbox).where(_OPEN_HERE).order_by(inbox.c.id).limit(1)
_OLDEST_WHILE_WAITING = _OLDEST.where(_answered_while_waiting())
_TALK = conversation.c.id == bindparam("of_talk")
_MESSAGE = inbox.c.id == bindparam("of_message")
_LEASE = (
    update(conversation)
    .where(_TALK)
    .values(fence=conversation.c.fence + 1, lease_until=database_now() + bindparam("lease", type_=Float))
    .returning(conversation.c.fence)
)
_PIN = update(inbox).where(_MESSAGE).values(attempts=inbox.c.attempts + 1)
_FRESH_SESSION = update(conversation).where(_TALK).values(session_turns=1, session_used_at=database_now())
_SAME_SESSION = (
    update(conversation)
    .where(_TALK)
    .values(session_turns=conversation.c.session_turns + 1, session_used_at=database_now())
)
_TALK_OF = (
    select(conversation)
    .where(conversation.c.id == select(inbox.c.conversation_id).where(_MESSAGE).scalar_subquery())
    .with_for_update()
)
_THE_MESSAGE = select(inbox).where(_MESSAGE)
_RESULT = select(turn_result).where(turn_result.c.inbox_id == bindparam("of_message"))
_ASK = update(conversation).where(_TALK).returning(conversation.c.epoch)
_KEEP_RESULT = turn_result.insert().values(done_at=database_now())
_FREED = (
    update(conversation)
    .where(_TALK, conversation.c.fence == bindparam("under_fence"))
    .values(lease_until=0)
    .returning(conversation.c.epoch, conversation.c.hold)
)
_ANSWERED = (
    update(inbox).where(_MESSAGE, inbox.c.state == "received").values(state="answered", closed_at=database_now())
)


def _session_for(c: Connection, talk: Row[tuple[object, ...]], limits: Limits) -> str:
    """The engine session of a new turn: the current one, or a fresh one when it is stale or long."""
    stale = read_database_clock(c) - talk.session_used_at > limits.session_idle
    fresh = stale or talk.session_turns >= limits.session_turns
    session = str(uuid.uuid4()) if fresh else str(talk.session)
    c.execute(_FRESH_SESSION if fresh else _SAME_SESSION, {"of_talk": talk.id, "session": session})
    return session


def _open_asked(vault: Vault, sealed: bytes | None) -> Asked:
    return Asked.from_json(vault.open_json(sealed, ASKED)) if sealed else NOTHING_ASKED


def hold_turn(c: Connection, vault: Vault, ref: TurnRef) -> TurnInHand:
    """Lock the conversation for a step's own transaction.

    Raises:
        Overtaken: another worker claimed the message, it was closed, or a person took the conversation over.
    """
    talk = c.execute(_TALK_OF, {"of_message": ref.inbox}).first()
    message = c.execute(_THE_MESSAGE, {"of_message": ref.inbox}).first()
    if talk is None or message is None or message.state != "received":
        raise Overtaken(ref.inbox, "the message is closed")
    if talk.fence != ref.fence:
        raise Overtaken(ref.inbox, "another worker claimed it")
    done = c.execute(_RESULT, {"of_message": ref.inbox}).first()
    ours = talk.hold == "bot" or (talk.hold == "waiting" and message.urgent)
    if done is None and (talk.epoch != ref.epoch or not ours):
        raise Overtaken(ref.inbox, "a person took the conversation over")
    body = vault.open_json(message.body_sealed, BODY)
    asked = Asked.from_json(vault.open_json(message.pinned_sealed, PINNED))
    return TurnInHand(
        ref=ref,
        conversation_id=talk.id,
        channel=talk.channel,
        sender_sealed=talk.address_sealed,
        text=body["text"],
        choice=body["choice"],
        asked=asked,
        danger=talk.danger,
        waiting=talk.hold == "waiting",
        wordless=body.get("wordless"),
    )


def result_of(c: Connection, vault: Vault, inbox_id: int) -> list[Reply] | None:
    """The replies that a step already gave for this message, or None when none did."""
    result = c.execute(_RESULT, {"of_message": inbox_id}).first()
    if result is None:
        return None
    return [Reply.from_json(reply) for reply in vault.open_json(result.replies_sealed, REPLIES)]


def follows_a_file(c: Connection, vault: Vault, turn: TurnInHand, *, within: float) -> bool:
    """Whether the message before this one was nothing but a file too, answered less than `within` seconds ago."""
    before = (inbox.c.conversation_id == turn.conversation_id) & (inbox.c.id < turn.ref.inbox)
    newest = select(inbox.c.id, inbox.c.body_sealed).where(before).order_by(inbox.c.id.desc()).limit(1)
    row = c.execute(newest).first()
    if row is None:
        return False
    answered = (turn_result.c.inbox_id == row.id) & (turn_result.c.done_at > database_now() - within)
    if c.scalar(select(turn_result.c.inbox_id).where(answered)) is None:
        return False
    try:
        return bool(vault.open_json(row.body_sealed, BODY).get("wordless") == "file")
    except UNREADABLE:
        return False


def record_result(
    c: Connection, vault: Vault, turn: TurnInHand, step: str, replies: Sequence[Reply], asked: Asked
) -> None:
    """Keep what a step did for a message, and what is open towards the resident from now on."""
    sealed = vault.seal_json(replace(asked, origin=f"m{turn.ref.inbox}").as_json(), ASKED)
    epoch = c.execute(_ASK, {"of_talk": turn.conversation_id, "asked_sealed": sealed}).scalar_one()
    row = {
        "inbox_id": turn.ref.inbox,
        "step": step,
        "replies_sealed": vault.seal_json([reply.as_json() for reply in replies], REPLIES),
        "epoch_after": epoch,
    }
    c.execute(_KEEP_RESULT, row)


def close(c: Connection, vault: Vault, turn: ClaimedTurn, replies: Sequence[Reply]) -> None:
    """End a turn: its replies to the outbox, its message answered, its lease given back.

    Raises:
        Overtaken: the fence is no longer this worker's; nothing of the closing is kept.
    """
    talk = c.execute(_FREED, {"of_talk": turn.conversation_id, "under_fence": turn.ref.fence}).first()
    if talk is None:
        raise Overtaken(turn.ref.inbox, "another worker claimed it")
    result = c.execute(_RESULT, {"of_message": turn.ref.inbox}).first()
    epoch = result.epoch_after if result is not None else turn.ref.epoch
    overtaken = talk.epoch != epoch or talk.hold == "staff"
    for n, reply in enumerate(replies):
        draft = out.Draft(turn.conversation_id, f"m{turn.ref.inbox}", n, reply, "bot", epoch)
        out.put(c, vault, draft, withheld=overtaken)
    c.execute(_ANSWERED, {"of_message": turn.ref.inbox})


def give_up(c: Connection, vault: Vault, turn: ClaimedTurn, patience: Patience, late: Reply) -> None:
    """End a failed attempt: try again later, tell the resident when it takes long, hand over when it never works.

    Does nothing when the turn was overtaken meanwhile; an attempt refused because a person took over does not
    count as a failure.
    """
    mine = (conversation.c.id == turn.conversation_id) & (conversation.c.fence == turn.ref.fence)
    talk = c.execute(select(conversation).where(mine).with_for_update()).first()
    if talk is None:
        return
    mine_still = c.scalar(select(inbox.c.id).where(inbox.c.id == turn.ref.inbox, _answered_while_waiting())) is not None
    if talk.hold == "staff" or (talk.hold == "waiting" and not mine_still):
        c.execute(update(conversation).where(mine).values(lease_until=0))
        c.execute(update(inbox).where(inbox.c.id == turn.ref.inbox).values(attempts=inbox.c.attempts - 1))
        return
    wait = patience.backoff[min(turn.attempts, len(patience.backoff)) - 1]
    c.execute(update(conversation).where(mine).values(lease_until=database_now() + wait))
    hopeless = turn.attempts >= patience.attempts
    if hopeless or read_database_clock(c) - turn.received_at >= patience.tell_after:
        _tell_late(c, vault, turn, late)
    if hopeless:
        _hand_over(c, turn.conversation_id, turn.ref.inbox)


def _tell_late(c: Connection, vault: Vault, turn: ClaimedTurn, late: Reply) -> None:
    untold = (inbox.c.id == turn.ref.inbox) & inbox.c.told_late.is_(False)
    if c.execute(update(inbox).where(untold).values(told_late=True).returning(inbox.c.id)).first():
        epoch = c.scalar(select(conversation.c.epoch).where(conversation.c.id == turn.conversation_id)) or 0
        draft = out.Draft(turn.conversation_id, f"late:{turn.ref.inbox}", 0, late, "system", epoch)
        out.put(c, vault, draft)


def _hand_over(c: Connection, conversation_id: str, inbox_id: int) -> None:
    """The message goes to staff; the late word, just queued or already sent, stays allowed under the new epoch."""
    c.execute(update(inbox).where(inbox.c.id == inbox_id).values(state="dead", closed_at=database_now()))
    c.execute(update(conversation).where(conversation.c.id == conversation_id).values(lease_until=0))
    handoff.ask_for_person(c, conversation_id, "failed")
