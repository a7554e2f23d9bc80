"""What residents write, kept before anything is done with it."""

import uuid
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection, Executable, Row, bindparam, case, exists, func, select, update
from sqlalchemy.sql.dml import ReturningInsert

from conversations import attachments
from conversations.edits import edited_by
from conversations.messages import InboundMessage, JsonValue
from conversations.tables import conversation, inbox, outbox
from storage.clock import database_now
from storage.insert import insert, insert_into
from vault.vault import Vault

BODY = "inbox.body"
ADDRESS = "conversation.address"

#: The kind of danger that is noted where a child tells of it, whatever it is. Who was a child before is one still.
CHILD_WRITES = "child_writing"

#: Built once: a provider waits while this is asked, and SQLAlchemy takes longer to build a statement than SQLite to run it.
_IS_ADDRESS = (
    (conversation.c.channel == bindparam("of_channel"))
    & (conversation.c.account == bindparam("of_account"))
    & (conversation.c.address_idx == bindparam("of_address"))
)
_SEEN = (
    conversation.c.id,
    conversation.c.danger,
    conversation.c.danger_settled,
    conversation.c.hold,
    conversation.c.epoch,
    conversation.c.stopped_at_inbox,
    conversation.c.traditional,
    exists()
    .where(outbox.c.conversation_id == conversation.c.id, outbox.c.deferred, outbox.c.state == "queued")
    .label("words_put_off"),
)
_AT_ADDRESS = select(*_SEEN).where(_IS_ADDRESS).with_for_update()
_KNOWN = exists().where(
    inbox.c.channel == bindparam("of_channel"),
    inbox.c.account == bindparam("of_account"),
    inbox.c.provider_id == bindparam("of_message"),
)
#: One statement locks, looks, and notes that there is news; a message that came before is none.
_NEWS_AT_ADDRESS = (
    update(conversation)
    .where(_IS_ADDRESS)
    .values(last_message_at=case((_KNOWN, conversation.c.last_message_at), else_=database_now()))
    .returning(*_SEEN)
)
_IN_DANGER = select(conversation.c.id).where(
    conversation.c.id == bindparam("of_talk"),
    conversation.c.danger.is_not(None),
    conversation.c.danger_settled.is_(False),
)
_WRITES_AGAIN = update(conversation).where(conversation.c.id == bindparam("of_talk"))


@dataclass(frozen=True)
class Flags:
    """What the keyword layer saw in a message before anyone understood it: takes effect at once, with the message.

    Attributes:
        danger: its kind.
        stop: no more messages are wanted.
        go_on: whoever waits for a person would rather go on with the bot.
        traditional: whether it is written in Traditional characters; None where it does not show.
        urgent: needs no engine and is answered also while the resident waits for a person. Written to a member of
            staff who holds the conversation, only danger is.
    """

    danger: str | None = None
    stop: bool = False
    go_on: bool = False
    urgent: bool = False
    traditional: bool | None = None


NO_FLAGS = Flags()


@dataclass(frozen=True)
class Received:
    """Where a message was put.

    Attributes:
        new: false for one that was already there.
        danger_begins: the first word of danger in a conversation without one, or in one whose danger was settled.
        waits_in_danger: whoever wrote was already waiting for a person in danger that nobody has settled.
        words_put_off: something was to be said to them that a rule has put off.
    """

    inbox_id: int
    conversation_id: str
    new: bool
    danger_begins: bool = False
    waits_in_danger: bool = False
    words_put_off: bool = False


def receive(c: Connection, vault: Vault, message: InboundMessage, flags: Flags = NO_FLAGS) -> Received:
    """Store a message once, however often and however late its provider delivers it.

    The conversation is locked first, so that ids within it rise in the order of commits. Danger and stop take
    effect in the same transaction, whoever holds the conversation and whether or not the engine runs.
    """
    talk = _lock_with_news(c, vault, message)
    edited = edited_by(c, vault, talk.id, message, BODY)
    if edited is not None and edited.text == message.text:
        return Received(edited.first, talk.id, new=False)  # only its looks have changed
    for_staff = talk.hold == "staff" and flags.danger is None
    corrects, urgent = edited.first if edited else None, flags.urgent and not for_staff
    inbox_id = _insert(c, vault, talk.id, message, corrects=corrects, urgent=urgent)
    if inbox_id is None:
        return Received(_known_id(c, message), talk.id, new=False)
    attachments.expect(c, vault, talk.id, inbox_id, message.files)
    if talk.stopped_at_inbox is not None:
        c.execute(_WRITES_AGAIN, {"of_talk": talk.id, "last_message_inbox": inbox_id})
    told = _told(inbox_id, flags, talk)
    if told:
        c.execute(update(conversation).where(conversation.c.id == talk.id).values(told))
    known = talk.danger is not None and not talk.danger_settled
    begins, waits = flags.danger is not None and not known, known and talk.hold == "waiting"
    return Received(
        inbox_id,
        talk.id,
        new=True,
        danger_begins=begins,
        waits_in_danger=waits,
        words_put_off=bool(talk.words_put_off),
    )


type _Seen = Row[str, str | None, bool, str, int, int | None, bool, bool]


def lock_address(c: Connection, vault: Vault, message: InboundMessage) -> _Seen:
    """The conversation of an address, made when it is the first time, locked for this transaction."""
    return _at_address(c, vault, message, _AT_ADDRESS)


def _lock_with_news(c: Connection, vault: Vault, message: InboundMessage) -> _Seen:
    """The same for a message that has come."""
    return _at_address(c, vault, message, _NEWS_AT_ADDRESS, of_message=message.provider_id)


def _at_address(c: Connection, vault: Vault, message: InboundMessage, wanted: Executable, **more: str) -> _Seen:
    address_idx = vault.blind_index("address", message.sender)
    address = {"of_channel": message.channel, "of_account": message.account, "of_address": address_idx, **more}
    found = c.execute(wanted, address).first()
    if found is None:
        _begin(c, vault, message)
        found = c.execute(wanted, address).one()
    return found


def _begin(c: Connection, vault: Vault, message: InboundMessage) -> None:
    row = {
        "id": str(uuid.uuid4()),
        "channel": message.channel,
        "account": message.account,
        "address_sealed": vault.seal(message.sender, ADDRESS),
        "address_idx": vault.blind_index("address", message.sender),
        "created_at": database_now(),
        "last_message_at": database_now(),
        "session": str(uuid.uuid4()),
        "session_used_at": database_now(),
    }
    c.execute(insert(c, conversation).values(row).on_conflict_do_nothing())


def _insert(
    c: Connection, vault: Vault, conversation_id: str, message: InboundMessage, *, corrects: int | None, urgent: bool
) -> int | None:
    row = {
        "channel": message.channel,
        "account": message.account,
        "provider_id": message.provider_id,
        "message_key": message.key or None,
        "corrects": corrects,
        "conversation_id": conversation_id,
        "kind": "message",
        "body_sealed": vault.seal_json(_body(message), BODY),
        "state": "received",
        "urgent": urgent,
    }
    return c.execute(_keep_once(c.dialect.name), row).scalar()


@cache
def _keep_once(dialect: str) -> ReturningInsert[int]:
    kept = insert_into(dialect, inbox).values(received_at=database_now())
    return kept.on_conflict_do_nothing().returning(inbox.c.id)


def _body(message: InboundMessage) -> dict[str, JsonValue]:
    plain: dict[str, JsonValue] = {"text": message.text, "choice": message.choice, "media": message.media}
    return {**plain, "wordless": message.wordless} if message.wordless else plain


def _known_id(c: Connection, message: InboundMessage) -> int:
    same = (
        (inbox.c.channel == message.channel)
        & (inbox.c.account == message.account)
        & (inbox.c.provider_id == message.provider_id)
    )
    return int(c.execute(select(inbox.c.id).where(same)).scalar_one())


def _told(inbox_id: int, flags: Flags, talk: _Seen) -> dict[str, object]:
    told: dict[str, object] = {}
    if flags.traditional is not None and flags.traditional != talk.traditional:
        told["traditional"] = flags.traditional
    if flags.danger:
        kind = CHILD_WRITES if talk.danger == CHILD_WRITES else flags.danger
        told |= {"danger": kind, "danger_settled": False, "danger_at": database_now()}
    if flags.stop:
        told["stopped_at_inbox"] = inbox_id
    return told


def mark_danger(c: Connection, conversation_id: str, kind: str, *, instead: bool = False) -> None:
    """Danger that was understood from a message, where no keyword had shown it on receipt.

    Args:
        instead: it says more than the kind that is known, which otherwise stays.
    """
    first = kind if instead else func.coalesce(conversation.c.danger, kind)
    mine = update(conversation).where(conversation.c.id == conversation_id)
    c.execute(mine.values(danger=first, danger_settled=False, danger_at=database_now()))


def in_danger(c: Connection, conversation_id: str) -> bool:
    """Whether somebody may be in danger of whom nobody wrote down that they are safe."""
    return c.execute(_IN_DANGER, {"of_talk": conversation_id}).first() is not None


def mark_concern(c: Connection, conversation_id: str, kind: str) -> bool:
    """Something was told that staff should look at soon, without present danger; False when it was known or is danger."""
    v = conversation.c
    unmarked = (v.id == conversation_id) & v.concern.is_(None) & v.danger.is_(None)
    marked = update(conversation).where(unmarked).values(concern=kind).returning(v.id)
    return c.execute(marked).first() is not None


def share_danger(c: Connection, told_in: str, also_in: str) -> None:
    """The same person goes on in another conversation: what was told in one is known in both, settled or not."""
    v = conversation.c
    told = c.execute(select(v.danger, v.danger_settled).where(v.id == told_in)).one()
    unmarked = (v.id == also_in) & v.danger.is_(None)
    c.execute(update(conversation).where(unmarked).values(danger=told.danger, danger_settled=told.danger_settled))


def settle_danger(c: Connection, conversation_id: str) -> bool:
    """Staff made sure that they are safe; the next word of danger begins it anew. False when none was open."""
    v = conversation.c
    open_danger = (v.id == conversation_id) & v.danger.is_not(None) & v.danger_settled.is_(False)
    settled = update(conversation).where(open_danger).values(danger_settled=True).returning(v.id)
    return c.execute(settled).first() is not None


def leave_unanswered(c: Connection, inbox_id: int) -> None:
    """No turn is taken for a message: it was heard for what it is when it came in."""
    mine = (inbox.c.id == inbox_id) & (inbox.c.state == "received")
    c.execute(update(inbox).where(mine).values(state="shown", closed_at=database_now()))


def opt_in(c: Connection, conversation_id: str) -> None:
    """The resident asked to hear from us again."""
    c.execute(update(conversation).where(conversation.c.id == conversation_id).values(stopped_at_inbox=None))


def opt_out(c: Connection, conversation_id: str) -> None:
    """The carrier refuses because the resident told it to stop: the same silence as a stop that they sent to us."""
    mine = update(conversation).where(conversation.c.id == conversation_id)
    newest = select(func.coalesce(func.max(inbox.c.id), 0)).where(inbox.c.conversation_id == conversation_id)
    c.execute(mine.values(stopped_at_inbox=newest.scalar_subquery()))
