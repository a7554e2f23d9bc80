"""Takes rows of the outbox one by one to whoever delivers them, and records what became of each.

Permission is asked in the claim, of `conversations.permission`, and again before a resend. What happens after a send:

    accepted            sent, with the provider's id
    refused for now     queued again after a while; given up and shown to staff when it never works
    refused for good    failed, shown to staff
    answer lost         left in `sending`: when the lease ends, the next claim looks it up, or, where the provider
                        cannot be asked, sends it again, marked, up to three times, then lists it as uncertain
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.worker import WorkBell
from channels.bell import Bell
from channels.errors import LookupFailed
from channels.port import Accepted, OutboundMessage, Permanent, Sender, SendResult, Temporary, Unknown
from channels.sms_text import render_for_sms, split_into_parts
from channels.templates import Templates
from channels.watch import Watch
from conversations import inbox, outbox
from conversations.outbox import Attempt, SendClaim, Sending
from conversations.permission import CarrierProfile
from storage.database import Database
from vault.vault import Vault

log = logging.getLogger(__name__)

#: Seconds between two looks at what is under way.
_LOOK_EVERY = 0.4

#: Channels whose residents fetch their messages themselves: sent means visible.
PULLED = frozenset({"web", "terminal"})


@dataclass(frozen=True)
class SendPatience:
    """How long a message is tried.

    Attributes:
        backoff: seconds before the next attempt, by attempt; the last value repeats.
        attempts: attempts at one row in all; with the values here, about four hours.
        resends: attempts up to which a row that the provider does not find is sent again; later ones only ask.
    """

    backoff: tuple[float, ...] = (1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0)
    attempts: int = 50
    resends: int = 5

    def wait(self, attempt: int) -> float:
        """Seconds to wait after this attempt, counted from 1."""
        return self.backoff[min(attempt, len(self.backoff)) - 1]


class Dispatcher:
    """Sends what is due; `run` it in as many threads as wanted, `step` through it in a test.

    Args:
        senders: one for each channel that we send to; a channel without one is pulled, or its rows fail.
        profiles: what the carrier of each channel asks for; nothing where none is given.
        approved: the texts that a carrier has approved, for channels on which no other may be sent.
        traditional: puts words into Traditional characters, for residents who write them.
        bell: rung for each message that became visible on a page.
        poll: seconds between looks when nobody wakes it.
        watch_for: seconds for which a send must have been seen under way before it counts as cut off; as long as a lease
            unless given.
        monotonic: this process's clock; tests give their own.
        at_boundary: called with the name of each crash boundary; tests stop the process there.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        senders: Iterable[Sender] = (),
        *,
        profiles: Mapping[str, CarrierProfile] | None = None,
        approved: Mapping[str, Templates] | None = None,
        traditional: Callable[[str], str] = str,
        bell: Bell | None = None,
        patience: SendPatience = SendPatience(),
        poll: float = 0.5,
        watch_for: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        at_boundary: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._at, self._monotonic = at_boundary, monotonic
        self._database = database
        self._vault = vault
        self._senders = {sender.channel: sender for sender in senders}
        self._bell = bell or Bell()
        self._patience = patience
        self._poll = poll
        self._news = WorkBell()
        self._in_hand: set[int] = set()
        self._approved = dict(approved or {})
        self.sending = replace(
            _sending(self._senders.values(), profiles or {}),
            traditional=traditional,
            as_registered=frozenset(self._approved),
        )
        seconds = self.sending.lease if watch_for is None else watch_for
        self._watch = Watch(seconds, every=min(_LOOK_EVERY, seconds), monotonic=monotonic)

    def wake(self) -> None:
        """Something was queued; may be called from any thread. Wakes one of those that `run`."""
        self._news.ring()

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; a fault of the database is logged and waited out."""
        while not stop.is_set():
            try:
                busy = self.step()
            except Exception:
                log.exception("The dispatcher could not finish a step; it goes on with the next.")
                busy = False
            if not busy:
                self._news.wait(self._poll)

    def step(self) -> bool:
        """Handle one row; False when none is due."""
        with self._database.read() as c:
            if self._watch.wants_to_look:
                self._watch.look(outbox.under_way(c))
            settled = self._settled()
            if not outbox.anything_to_send(c, self.sending, settled):
                return False
        claim: SendClaim | None = None
        began = self._monotonic()
        try:
            with self._database.write() as c:
                claim = outbox.claim_send(c, self._vault, self.sending, settled)
                if claim is not None:
                    self._in_hand.add(claim.outbox_id)
                    self._at("send.claim.before")
            if claim is not None:
                self._at("send.claim.after")
                self._handle(claim, began)
        finally:
            if claim is not None:
                self._in_hand.discard(claim.outbox_id)
        return True

    def _settled(self) -> list[Attempt]:
        """Cut-off sends that may be taken up: not what this process is sending, nor what another may be."""
        return [(row, attempt) for row, attempt in self._watch.settled if row not in self._in_hand]

    def _handle(self, claim: SendClaim, began: float) -> None:
        if claim.errand == "shown":
            self._bell.ring(claim.conversation_id)
            return
        sender = self._senders.get(claim.channel)
        if sender is None:
            self._refuse(claim, Permanent(f"没有配置“{claim.channel}”渠道的发送方式"))
            return
        result = self._deliver(claim, sender, began)
        self._at("send.after")
        self._record(claim, result)
        self._at("record.after")

    def _deliver(self, claim: SendClaim, sender: Sender, began: float) -> "SendResult | _Lost | None":
        """The outcome of the whole row; None when nothing may be sent under this claim any more."""
        ask_first = claim.errand == "look_up" or (claim.attempt > 1 and sender.capabilities.can_look_up)
        result: SendResult | None = Permanent("没有文字可发")
        messages = _messages(claim, sender)
        approved = self._approved.get(claim.channel)
        if approved is not None and not all(approved.find(message.text) for message in messages):
            return Permanent("这段话没有登记短信模板，不能用短信发出", "no_template")
        for message in messages:
            known = self._find(message, sender) if ask_first else None
            if isinstance(known, Unknown):
                return known
            if known is None and claim.errand == "look_up" and claim.attempt > self._patience.resends:
                return _Lost("多次发送后仍查不到这条消息")
            renew = ask_first or message.part > 1
            result = known or self._send(claim, message, sender, None if renew else began)
            if not isinstance(result, Accepted):
                return result
        return result

    def _find(self, message: OutboundMessage, sender: Sender) -> Accepted | Unknown | None:
        """What the provider knows of a message that we may have sent; None when it never got it."""
        try:
            ref = sender.lookup(message, lambda ref: self._is_of_another(ref, message.outbox_id))
        except LookupFailed as fault:
            return Unknown(str(fault))
        log.info("Outbox row %s, part %s: the provider %s it.", message.outbox_id, message.part, _HAS[bool(ref)])
        return Accepted(ref) if ref else None

    def _is_of_another(self, provider_ref: str, outbox_id: int) -> bool:
        with self._database.read() as c:
            return outbox.is_recorded(c, provider_ref, but=outbox_id)

    def _send(
        self, claim: SendClaim, message: OutboundMessage, sender: Sender, began: float | None
    ) -> SendResult | None:
        """Send one message.

        Args:
            began: when the present lease began; None to ask for permission and a full lease again, because time has
                passed. A busy machine may stop us for long after it: what could still be on its way when the lease is
                over, and another sends it, is not sent.
        """
        if began is None:
            began = self._monotonic()
            with self._database.write() as c:
                if not outbox.allow_resend(c, self._vault, claim, self.sending, begun=message.part > 1):
                    return None
        if self._monotonic() - began > self.sending.lease - sender.timeout:
            with self._database.write() as c:
                outbox.give_back(c, claim)
            return None
        try:
            return sender.send([message])[0]
        except Exception as fault:
            # Not the traceback: a library's message may hold the number or the words.
            log.error("Sender of channel %s broke (%s) on row %s.", claim.channel, type(fault), claim.outbox_id)
            return Unknown(f"发送程序出错({type(fault).__name__})")

    def _record(self, claim: SendClaim, result: "SendResult | _Lost | None") -> None:
        match result:
            case Accepted(provider_ref):
                with self._database.write() as c:
                    outbox.record_sent(c, claim, provider_ref)
                    self._at("record.before")
                self.wake()  # the next message of this conversation may go now
            case Temporary() | Permanent():
                self._refuse(claim, result)
            case Unknown(reason) if claim.attempt < self._patience.attempts:
                # The lease runs on: nobody touches the row before the provider has settled.
                log.warning("Outcome of outbox row %s is not known: %s", claim.outbox_id, reason)
            case Unknown(reason) | _Lost(reason):
                with self._database.write() as c:
                    outbox.record_uncertain(c, claim, reason)
            case None:
                log.info("Outbox row %s was overtaken before it could be sent.", claim.outbox_id)

    def _refuse(self, claim: SendClaim, refusal: Temporary | Permanent) -> None:
        retry_in: float | None = None
        if isinstance(refusal, Temporary) and claim.attempt < self._patience.attempts:
            retry_in = max(refusal.retry_after or 0.0, self._patience.wait(claim.attempt))
        with self._database.write() as c:
            if isinstance(refusal, Permanent) and refusal.opted_out:
                inbox.opt_out(c, claim.conversation_id)  # the conversation before its rows, as everywhere
            outbox.record_refused(c, claim, refusal.reason, retry_in=retry_in)


_HAS = {True: "has", False: "does not have"}


@dataclass(frozen=True)
class _Lost:
    """Sent more than once, found never: staff decide."""

    reason: str


def _sending(senders: Iterable[Sender], profiles: Mapping[str, CarrierProfile]) -> Sending:
    """How the outbox must treat our channels: a lease longer than any client's timeout and provider's settling."""
    senders = list(senders)
    plain = Sending()
    return replace(
        plain,
        lease=max((sender.timeout + sender.settle for sender in senders), default=plain.lease),
        pulled=PULLED,
        can_look_up=frozenset(sender.channel for sender in senders if sender.capabilities.can_look_up),
        profiles=dict(profiles),
    )


def _messages(claim: SendClaim, sender: Sender) -> Sequence[OutboundMessage]:
    labels = tuple(option.label for option in claim.reply.options)
    buttons = sender.capabilities.buttons
    text = claim.reply.text if buttons else render_for_sms(claim.reply.text, labels)
    limit = sender.capabilities.max_segments
    texts = split_into_parts(text, limit) if limit else (text,)
    whole = OutboundMessage(
        outbox_id=claim.outbox_id,
        channel=claim.channel,
        account=claim.account,
        recipient=claim.address,
        text=text,
        options=labels if buttons else (),
        template=claim.reply.template,
        origin=claim.origin,
        created_at=claim.created_at,
    )
    return [replace(whole, text=part, part=n, parts=len(texts)) for n, part in enumerate(texts, start=1)]
