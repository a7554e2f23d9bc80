"""The one way out to a resident: rows that are claimed, sent and recorded.

A row of the bot or the system enters `sending` only under the conversation's present epoch and never while staff
hold it; asked again before every resend. What a cut-off send left open is looked up where the provider can be asked;
elsewhere it is sent again up to three times, marked, and then listed for staff as `uncertain`: at most doubled where a
crash fell inside a send, never silently lost.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from sqlalchemy import Boolean, Connection, Float, FromClause, Row, bindparam, exists, func, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.elements import ColumnElement

from conversations.errors import UNREADABLE
from conversations.inbox import ADDRESS
from conversations.leases import is_over
from conversations.messages import Reply
from conversations.permission import NO_RULES, OF_STAFF, CarrierProfile, Go, Later, Never, may_speak, permit, too_late
from conversations.tables import conversation, outbox
from storage.clock import database_now, read_database_clock
from storage.insert import insert_into
from vault.vault import Vault

BODY = "outbox.body"

log = logging.getLogger(__name__)

#: `alarm` is a call to a member of staff who is on call.
Actor = Literal["bot", "staff", "system", "alarm"]
#: What to do with a claimed row: send it, first ask the provider about it, or nothing (it was settled in the claim).
Errand = Literal["send", "look_up", "shown"]

#: A row and how often it has been claimed.
type Attempt = tuple[int, int]

_OPEN = ("queued", "sending")


@dataclass(frozen=True)
class Draft:
    """A row to be: `origin` and `n` name its cause, so that the same cause makes it once.

    Attributes:
        of_use: seconds after which the words are of no use any more and are not sent.
    """

    conversation_id: str
    origin: str
    n: int
    reply: Reply
    actor: Actor
    epoch: int
    staff_id: str | None = None
    of_use: float | None = None


@dataclass(frozen=True)
class Sending:
    """How channels differ for the dispatcher.

    Attributes:
        lease: seconds one send may take: longer than the client's timeout and the provider's settling together.
        pulled: channels whose residents fetch their messages themselves (the web page); sent means visible.
        can_look_up: channels whose provider can be asked what became of a send.
        attempts: sends of one row at most where the provider cannot be asked.
        profiles: what the carrier of each channel asks for; nothing for a channel that has none.
        clock: the moment by which quiet hours and budgets go, seconds since 1970.
        traditional: words in Traditional characters, for residents who write them.
        as_registered: channels whose carrier takes a text only as it was registered.
    """

    lease: float = 20.0
    pulled: frozenset[str] = frozenset({"web", "terminal"})
    can_look_up: frozenset[str] = frozenset({"twilio"})
    attempts: int = 3
    profiles: Mapping[str, CarrierProfile] = field(default_factory=dict)
    clock: Callable[[Connection], float] = read_database_clock
    traditional: Callable[[str], str] = str
    as_registered: frozenset[str] = frozenset()


SENDING = Sending()


@dataclass(frozen=True)
class SendClaim:
    """A row that this dispatcher may send until the lease ends; `attempt` is its fence."""

    outbox_id: int
    conversation_id: str
    channel: str
    account: str
    address: str
    reply: Reply
    actor: Actor
    attempt: int
    errand: Errand
    origin: str
    created_at: float


def put(c: Connection, vault: Vault, draft: Draft, *, withheld: bool = False) -> int | None:
    """Queue a message; None when the same cause already queued it."""
    row = {
        "conversation_id": draft.conversation_id,
        "origin": draft.origin,
        "n": draft.n,
        "body_sealed": vault.seal_json(draft.reply.as_json(), BODY),
        "actor": draft.actor,
        "staff_id": draft.staff_id,
        "even_if_stopped": draft.reply.even_if_stopped,
        "epoch": draft.epoch,
        "state": "withheld" if withheld else "queued",
        "text_idx": vault.blind_index("outbox_text", draft.reply.text),
        "of_use": draft.of_use,
    }
    return c.execute(_put_once(c.dialect.name), row).scalar()


@cache
def _put_once(dialect: str) -> ReturningInsert[int]:
    until = database_now() + bindparam("of_use", type_=Float)
    queued = insert_into(dialect, outbox).values(created_at=database_now(), only_until=until)
    return queued.on_conflict_do_nothing().returning(outbox.c.id)


def carry_over(c: Connection, conversation_id: str, epoch: int) -> None:
    """Let words that were already on their way pass under a new epoch that no person began."""
    open_rows = outbox.c.state.in_(_OPEN) & (outbox.c.actor != "staff")
    mine = (outbox.c.conversation_id == conversation_id) & open_rows
    c.execute(update(outbox).where(mine).values(epoch=epoch))


def withhold_queued(c: Connection, conversation_id: str) -> None:
    """A person took over: what the bot had queued is kept, shown, and never sent."""
    mine = (outbox.c.conversation_id == conversation_id) & (outbox.c.state == "queued") & (outbox.c.actor != "staff")
    c.execute(update(outbox).where(mine).values(state="withheld"))


def anything_to_send(c: Connection, sending: Sending = SENDING, settled: Collection[Attempt] | None = None) -> bool:
    """Whether `claim_send` would probably find something; takes no lock."""
    return c.execute(_ANYTHING, _asked(sending, settled)).first() is not None


def under_way(c: Connection) -> list[Attempt]:
    """Every row that is being sent, or whose send was cut off, with the number of the attempt."""
    return [(row.id, row.attempts) for row in c.execute(_UNDER_WAY)]


def _asked(sending: Sending, settled: Collection[Attempt] | None) -> dict[str, object]:
    return {"lease": sending.lease, "by_lease_alone": settled is None, "settled": [row for row, _ in settled or ()]}


def _due(rows: FromClause) -> ColumnElement[bool]:
    queued = (rows.c.state == "queued") & (rows.c.not_before <= database_now())
    lease_over = is_over(rows.c.lease_until, bindparam("lease", type_=Float))
    settled = bindparam("by_lease_alone", type_=Boolean) | rows.c.id.in_(bindparam("settled", expanding=True))
    cut_off = (rows.c.state == "sending") & lease_over & settled
    return rows.c.state.in_(_OPEN) & (queued | cut_off)


def _blocked() -> ColumnElement[bool]:
    """Whether the row's conversation has a send under way or waits before it tries its first row again."""
    ahead = outbox.alias("ahead")
    open_rows = (ahead.c.conversation_id == outbox.c.conversation_id) & ahead.c.state.in_(_OPEN)
    return exists().where(open_rows, ~_due(ahead))


#: Built once: they are asked at every message, and SQLAlchemy takes longer to build them than SQLite to run them.
_FREE = _due(outbox) & ~_blocked()
_UNDER_WAY = select(outbox.c.id, outbox.c.attempts).where(outbox.c.state == "sending")
_ANYTHING = select(outbox.c.id).where(_FREE).limit(1)
_WITH_MAIL = (
    select(conversation)
    .join(outbox, outbox.c.conversation_id == conversation.c.id)
    .where(_FREE)
    .order_by(outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=conversation)
)
_HEAD = (
    select(outbox, _due(outbox).label("due"))
    .where(outbox.c.conversation_id == bindparam("of_conversation"), outbox.c.state.in_(_OPEN))
    .order_by(outbox.c.id)
    .limit(1)
)


def claim_send(
    c: Connection, vault: Vault, sending: Sending = SENDING, settled: Collection[Attempt] | None = None
) -> SendClaim | None:
    """Claim the oldest unsent row of a conversation in which no send is under way.

    A row that cannot be opened has failed, so that staff see it and nothing waits behind it.

    Args:
        settled: cut-off attempts that may be taken up, because they cannot be on their way any more whatever a clock,
            which may be set, says of their leases; all whose lease is over where none are given.
    """
    asked = _asked(sending, settled)
    talk = c.execute(_WITH_MAIL, asked).first()
    if talk is None:
        return None
    row = _head(c, talk.id, asked)
    if row is None or _is_tried_anew(row, settled):
        return None
    errand, values = _decide(c, talk, row, sending)
    claim = None
    if errand is not None:
        try:
            # What the provider is asked about are the words that may have left, whatever may leave now.
            reply = _reply_of(vault, row) if errand == "look_up" else _may_be_read(vault, talk, row)
            if reply is None:
                values = _withheld(row)
            else:
                said = reply if errand == "look_up" else _in_their_script(talk, row, reply, sending)
                if _in_danger(talk) or said is not reply:
                    values |= {"body_sealed": vault.seal_json(said.as_json(), BODY)}
                reply = said
                claim = _claimed(vault, talk, row, reply, errand, attempt=values.get("attempts", row.attempts))
        except UNREADABLE as fault:
            log.error("outbox row %s cannot be opened (%s)", row.id, type(fault).__name__)
            values = {"state": "failed", "error": "cannot be opened"}
    c.execute(update(outbox).where(outbox.c.id == row.id).values(values))
    return claim


def _head(c: Connection, conversation_id: str, asked: Mapping[str, object]) -> Row[tuple[object, ...]] | None:
    """The conversation's oldest open row, if it may be taken now: a later one never overtakes it."""
    row = c.execute(_HEAD, {"of_conversation": conversation_id, **asked}).first()
    return row if row is not None and row.due else None


def _is_tried_anew(row: Row, settled: Collection[Attempt] | None) -> bool:  # type: ignore[type-arg]
    """Whether somebody else has taken a cut-off row up since it was seen to be one."""
    return row.state == "sending" and settled is not None and (row.id, row.attempts) not in settled


def _decide(c: Connection, talk: Row, row: Row, sending: Sending) -> tuple[Errand | None, dict]:  # type: ignore[type-arg]
    """What to do with a due row and how it changes, under the conversation's lock."""
    lease = {"attempts": row.attempts + 1, "lease_until": database_now() + sending.lease}
    if row.state == "sending" and talk.channel in sending.can_look_up:
        return "look_up", lease
    if not may_speak(talk, row) or too_late(row, sending.clock(c)):
        return None, _withheld(row)
    if talk.channel in sending.pulled:
        return "shown", {"state": "sent", "sent_at": database_now()}
    if row.state == "sending":
        if row.attempts >= sending.attempts:
            return None, dict(_UNSURE)
        return "send", {**lease, "doubt": True}
    if row.let_out_at is not None:
        return "send", {**lease, "state": "sending"}
    match permit(c, talk, row, sending.profiles.get(talk.channel, NO_RULES), sending.clock(c)):
        case Go(unsolicited):
            let_out = {"let_out_at": sending.clock(c), "unsolicited": unsolicited, "deferred": False}
            return "send", {**lease, **let_out, "state": "sending"}
        case Later(seconds):
            return None, {"not_before": database_now() + seconds, "deferred": True}
        case Never(reason):
            return None, {"state": "failed", "error": reason} if reason else {"state": "withheld"}


_UNSURE: Mapping[str, object] = {"state": "uncertain", "doubt": True, "error": "cut off, outcome not known"}


def _withheld(row: Row) -> dict[str, object]:  # type: ignore[type-arg]
    """It may not leave any more; but what was cut off in a send may have left, and staff must not think otherwise."""
    return dict(_UNSURE) if row.state == "sending" else {"state": "withheld"}


def hurry(c: Connection, conversation_id: str) -> None:
    """The resident has written: what a rule had put off is an answer now."""
    c.execute(_HURRY, {"of_conversation": conversation_id})


_HURRY = (
    update(outbox)
    .where(outbox.c.conversation_id == bindparam("of_conversation"), outbox.c.deferred, outbox.c.state == "queued")
    .values(not_before=0, deferred=False)
)


def _may_be_read(vault: Vault, talk: Row, row: Row) -> Reply | None:  # type: ignore[type-arg]
    """What of a row may leave: to somebody in danger neutral words only, for the wrong person may read them.

    What was queued before the danger was seen is judged here too; staff, who know the person, write what they write.
    """
    reply = _reply_of(vault, row)
    return reply if row.actor in OF_STAFF or not _in_danger(talk) else reply.told_in_danger()


def _in_their_script(talk: Row, row: Row, reply: Reply, sending: Sending) -> Reply:  # type: ignore[type-arg]
    """Traditional characters for those who write them; what staff wrote stays as they wrote it."""
    as_it_is = not talk.traditional or row.actor in OF_STAFF or talk.channel in sending.as_registered
    return reply if as_it_is else reply.reworded(sending.traditional)


def _reply_of(vault: Vault, row: Row) -> Reply:  # type: ignore[type-arg]
    return Reply.from_json(vault.open_json(row.body_sealed, BODY))


def _in_danger(talk: Row) -> bool:  # type: ignore[type-arg]
    return talk.danger is not None and not talk.danger_settled


def _claimed(
    vault: Vault,
    talk: Row,  # type: ignore[type-arg]
    row: Row,  # type: ignore[type-arg]
    reply: Reply,
    errand: Errand,
    *,
    attempt: int,
) -> SendClaim:
    return SendClaim(
        outbox_id=row.id,
        conversation_id=talk.id,
        channel=talk.channel,
        account=talk.account,
        address=vault.open(talk.address_sealed, ADDRESS),
        reply=reply,
        actor=row.actor,
        attempt=attempt,
        errand=errand,
        origin=row.origin,
        created_at=row.created_at,
    )


def allow_resend(
    c: Connection, vault: Vault, claim: SendClaim, sending: Sending = SENDING, *, begun: bool = False
) -> bool:
    """The provider never got it: ask for permission again, which a person or a danger may have ended meanwhile.

    Where only other words may leave now, the row is queued again and they leave by the next claim.

    Args:
        begun: whether a part of the text has left already: then it cannot count as withheld.
    """
    talk = c.execute(select(conversation).where(conversation.c.id == claim.conversation_id).with_for_update()).one()
    row = c.execute(select(outbox).where(_same(claim))).first()
    if row is None:
        return False
    allowed = may_speak(talk, row) and not too_late(row, sending.clock(c))
    reply = _may_be_read(vault, talk, row) if allowed else None
    if reply is None:
        given_up = (
            {"state": "uncertain", "doubt": True, "error": "only a part was sent"} if begun else {"state": "withheld"}
        )
        c.execute(update(outbox).where(_same(claim)).values(given_up))
        return False
    if reply.text != claim.reply.text and not begun:
        c.execute(update(outbox).where(_same(claim)).values(state="queued", lease_until=0))
        return False
    c.execute(update(outbox).where(_same(claim)).values(lease_until=database_now() + sending.lease))
    return True


def give_back(c: Connection, claim: SendClaim) -> None:
    """Nothing was sent under this claim, and no time is left to: whoever claims the row next sends it."""
    c.execute(update(outbox).where(_same(claim)).values(state="queued", lease_until=0))


def _same(claim: SendClaim) -> ColumnElement[bool]:
    """The row, if this claim is still the one that may record on it."""
    return (outbox.c.id == claim.outbox_id) & (outbox.c.attempts == claim.attempt) & (outbox.c.state == "sending")


def record_sent(c: Connection, claim: SendClaim, provider_ref: str | None) -> None:
    """The provider took it. A receipt may have come before this: the state never goes back.

    It is true whoever has claimed the row since, who then has nothing left to do.
    """
    c.execute(update(outbox).where(outbox.c.id == claim.outbox_id).values(provider_ref=provider_ref))
    sent = {"state": "sent", "sent_at": database_now(), "lease_until": 0}
    c.execute(update(outbox).where(outbox.c.id == claim.outbox_id, outbox.c.state == "sending").values(sent))


def record_refused(c: Connection, claim: SendClaim, error: str, *, retry_in: float | None) -> None:
    """The provider refused: queue it again after `retry_in` seconds, or give it up for good when None."""
    again = {"state": "queued", "not_before": database_now() + (retry_in or 0.0)}
    values = again if retry_in is not None else {"state": "failed"}
    c.execute(update(outbox).where(_same(claim)).values({**values, "error": error[:200], "lease_until": 0}))


def record_uncertain(c: Connection, claim: SendClaim, error: str) -> None:
    """Nobody will ever know whether it arrived: staff see it and decide."""
    values = {"state": "uncertain", "doubt": True, "error": error[:200], "lease_until": 0}
    c.execute(update(outbox).where(_same(claim)).values(values))


def is_recorded(c: Connection, provider_ref: str, *, but: int) -> bool:
    """Whether a row other than the one with the id `but` already bears this id of a provider."""
    bearing = (outbox.c.provider_ref == provider_ref) & (outbox.c.id != but)
    return c.execute(select(outbox.c.id).where(bearing).limit(1)).first() is not None


def conversation_of(c: Connection, outbox_id: int) -> str | None:
    """The conversation of a row, if there is such a row."""
    return c.scalar(select(outbox.c.conversation_id).where(outbox.c.id == outbox_id))


_FORWARD = {
    "sent": ("queued", "sending", "uncertain"),
    "delivered": ("queued", "sending", "sent", "uncertain"),
    "failed": ("sending", "sent", "uncertain"),
}


def record_receipt(
    c: Connection,
    outbox_id: int,
    status: Literal["sent", "delivered", "failed"],
    error: str | None = None,
    *,
    provider_ref: str | None = None,
) -> bool:
    """What the provider says became of a row; forward only, any number of times. True when it changed something.

    A receipt may come before our own record of the send: then it is the record, with the provider's id.
    """
    values: dict[str, object] = {"state": status, "error": error, "lease_until": 0}
    if status == "delivered":
        values["delivered_at"] = database_now()
    if status != "failed":
        values["sent_at"] = func.coalesce(outbox.c.sent_at, database_now())
    if provider_ref is not None:
        values["provider_ref"] = provider_ref
    ahead = (outbox.c.id == outbox_id) & outbox.c.state.in_(_FORWARD[status])
    return c.execute(update(outbox).where(ahead).values(values).returning(outbox.c.id)).first() is not None


def mark_seen(c: Connection, conversation_id: str, up_to: int) -> None:
    """The resident's page has shown everything up to this row."""
    mine = (outbox.c.conversation_id == conversation_id) & (outbox.c.id <= up_to) & (outbox.c.state == "sent")
    c.execute(update(outbox).where(mine).values(state="delivered", delivered_at=database_now()))


def send_again(c: Connection, outbox_id: int, staff_id: str) -> bool:
    """Staff send a failed or uncertain row once more; it is theirs from now on."""
    stuck = (outbox.c.id == outbox_id) & or_(outbox.c.state == "uncertain", outbox.c.state == "failed")
    again = {"state": "queued", "actor": "staff", "staff_id": staff_id, "attempts": 0, "not_before": 0}
    return c.execute(update(outbox).where(stuck).values(again).returning(outbox.c.id)).first() is not None
