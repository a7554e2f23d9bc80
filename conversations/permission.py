"""Whether a message may leave now: the one place that knows all the rules, asked by every way out.

In this order, and the first that says no decides:

    stop            a resident who wants no messages gets none until they write again, but for the word that confirms it
    hold, epoch     nothing of the bot goes out under a hold of staff, or from before a change of hands
    same text       a carrier that takes a text only so often a day is not sent it once more
    safety mode     who may be in danger gets only answers: what nobody asked for could be read by the wrong person
    quiet hours     what nobody asked for waits for the morning
    budgets         and is limited, for each number and for each of our accounts
    of use          what is of use for minutes only leaves now or never: a code that was asked for at another address

An answer to somebody who has just written is exempt from the last three, unless the carrier's profile says otherwise.
Members of staff know the hour and the person: their words are counted, never held back, by the last three. Nor is a call
to whoever is on call.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from conversations.tables import conversation, outbox
from storage.clock import CHINA

_DAY = 24 * 3600.0

#: Who writes what no rule of courtesy holds back.
OF_STAFF = ("staff", "alarm")


@dataclass(frozen=True)
class CarrierProfile:
    """What a carrier and good manners ask of the texts on one channel.

    Attributes:
        just_written: seconds after a resident's message in which what we say is an answer to it.
        quiet: from when to when, in China, nothing goes out that nobody asked for.
        per_number: such texts to one address in 24 hours.
        per_account: such texts from one account of ours in 24 hours.
        same_text: equal texts to one address in 24 hours, answers included.
        answers_count: answers are bound by quiet hours and budgets too.
    """

    just_written: float = 2 * 3600.0
    quiet: tuple[time, time] | None = None
    per_number: int | None = None
    per_account: int | None = None
    same_text: int | None = None
    answers_count: bool = False


#: A channel without a carrier, or one that asks for nothing.
NO_RULES = CarrierProfile()


@dataclass(frozen=True)
class Go:
    """It may leave; `unsolicited` is counted."""

    unsolicited: bool


@dataclass(frozen=True)
class Later:
    """Not before so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Never:
    """Withheld; or, with a reason for staff, refused."""

    reason: str = ""


type Permission = Go | Later | Never


def too_late(row: Row[Any], now: float) -> bool:
    """Whether the words are of no use to anybody any more."""
    return row.only_until is not None and now >= row.only_until


def may_speak(talk: Row[Any], row: Row[Any]) -> bool:
    """Stop, hold and epoch: asked again before every resend."""
    silent = talk.stopped_at_inbox is not None and talk.last_message_inbox <= talk.stopped_at_inbox
    if silent and not row.even_if_stopped:
        return False
    return bool(row.actor in OF_STAFF or (talk.hold != "staff" and row.epoch == talk.epoch))


def permit(c: Connection, talk: Row[Any], row: Row[Any], profile: CarrierProfile, now: float) -> Permission:
    """Whether a queued row may leave at `now` (seconds since 1970), under the conversation's lock."""
    if not may_speak(talk, row):
        return Never()
    if profile.same_text is not None and _said_already(c, talk, row, now) >= profile.same_text:
        return Never("同样的话今天已经发过，运营商不再收")
    if too_late(row, now):
        return Never()
    unsolicited = row.created_at - talk.last_message_at > profile.just_written
    if row.actor in OF_STAFF or not (unsolicited or profile.answers_count):
        return Go(unsolicited)
    if unsolicited and talk.danger is not None and not talk.danger_settled:
        return Never()
    wait = max(_until_morning(profile, now), _until_affordable(c, talk, profile, now))
    if wait > 0:
        return Never() if too_late(row, now + wait) else Later(wait)
    return Go(unsolicited=True)


def _said_already(c: Connection, talk: Row[Any], row: Row[Any], now: float) -> int:
    same = (outbox.c.text_idx == row.text_idx) & (outbox.c.id != row.id) & (outbox.c.let_out_at > now - _DAY)
    return int(c.scalar(select(func.count()).where(same, outbox.c.conversation_id == talk.id)) or 0)


def _until_morning(profile: CarrierProfile, now: float) -> float:
    """Seconds until the quiet hours end; 0 outside of them."""
    if profile.quiet is None:
        return 0.0
    at, (begins, ends) = datetime.fromtimestamp(now, CHINA), profile.quiet
    over_midnight = begins > ends
    within = (at.time() >= begins or at.time() < ends) if over_midnight else begins <= at.time() < ends
    if not within:
        return 0.0
    morning = datetime.combine(at.date(), ends, CHINA)
    return ((morning if morning > at else morning + timedelta(days=1)) - at).total_seconds()


def _until_affordable(c: Connection, talk: Row[Any], profile: CarrierProfile, now: float) -> float:
    """Seconds until a text that nobody asked for is within both budgets; 0 when it is now."""
    same_address = conversation.c.address_idx == talk.address_idx
    same_account = (conversation.c.channel == talk.channel) & (conversation.c.account == talk.account)
    waits = [
        _until_under(c, limit, whose, now)
        for limit, whose in ((profile.per_number, same_address), (profile.per_account, same_account))
        if limit is not None
    ]
    return max(waits, default=0.0)


def _until_under(c: Connection, limit: int, whose: Any, now: float) -> float:
    """When the oldest of the newest `limit` texts is a day old, there is room for one more."""
    recent = (
        select(outbox.c.let_out_at)
        .join(conversation, conversation.c.id == outbox.c.conversation_id)
        .where(whose, outbox.c.unsolicited, outbox.c.let_out_at > now - _DAY)
        .order_by(outbox.c.let_out_at.desc())
    )
    if limit == 0:
        return _DAY
    oldest = c.scalar(recent.offset(limit - 1).limit(1))
    return 0.0 if oldest is None else max(1.0, oldest + _DAY - now)
