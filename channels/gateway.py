"""The one way in: what an adapter parsed is kept first, and acted on afterwards by somebody else."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from channels.port import Receipt
from conversations import handoff, inbox, outbox, reading
from conversations.inbox import NO_FLAGS, Flags, Received
from conversations.messages import Asked, InboundMessage, Reply
from storage.database import Database
from vault.vault import Vault


def _nobody() -> None:
    """Nobody needs waking."""


class Gateway:
    """Keeps messages and receipts.

    Args:
        flags_of: what the keyword layer sees in a message (danger, stop); it takes effect with the message itself.
        is_offered: whether a message is in the very words of a choice that is open: it picks that choice as a pressed
            button does, and a word of danger among them is none of the resident's.
        waited_for: what somebody in danger of a kind hears, once for each time that they wait, when they write on
            meanwhile: silence would be a dead end. Nothing where none is given.
        reply_to_call: whether a conversation is with a member of staff who was called and now writes back, and what
            they hear for it; such a message is no resident's.
        wake_worker: called after a commit that kept a new message.
        wake_dispatcher: called after a commit that may let an outbox row move on.
        wake_collector: called after a commit that kept a new message with files.
        at_boundary: called with the name of each crash boundary; tests stop the process there.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        flags_of: Callable[[InboundMessage], Flags],
        is_offered: Callable[[Asked, str], bool] = lambda asked, text: False,
        waited_for: Callable[[str], Reply] | None = None,
        reply_to_call: Callable[[Connection, str], Reply | None] = lambda c, conversation_id: None,
        wake_worker: Callable[[], None] = _nobody,
        wake_dispatcher: Callable[[], None] = _nobody,
        wake_collector: Callable[[], None] = _nobody,
        at_boundary: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._flags_of, self._is_offered = flags_of, is_offered
        self._waited_for, self._reply_to_call = waited_for, reply_to_call
        self._wake_worker = wake_worker
        self._wake_dispatcher = wake_dispatcher
        self._wake_collector = wake_collector
        self._at = at_boundary

    def receive(self, messages: Sequence[InboundMessage]) -> list[Received]:
        """Keep a batch in one transaction: all of it or, when this raises, nothing, and the provider sends it again."""
        flagged = [(message, self._flags_of(message)) for message in messages]
        with self._database.write() as c:
            kept = [self._keep(c, message, flags) for message, flags in flagged]
            self._at("in.before")
        self._at("in.after")
        received = [one for one, _ in kept]
        if any(one.new for one in received):
            self._wake_worker()
        if any(one.new and message.files for message, one in zip(messages, received, strict=True)):
            self._wake_collector()
        if any(lets_out for _, lets_out in kept):
            self._wake_dispatcher()
        return received

    def _keep(self, c: Connection, message: InboundMessage, flags: Flags) -> tuple[Received, bool]:
        """Where it was put, and whether it may let something out that waited, or said something at once."""
        if flags.danger is not None and self._picks_a_choice(c, message):
            flags = NO_FLAGS
        received = inbox.receive(c, self._vault, message, flags)
        if received.new and not flags.urgent and self._answers_a_call(c, received):
            return received, True
        lets_out = received.words_put_off
        if lets_out:
            outbox.hurry(c, received.conversation_id)
        if received.new and flags.go_on:
            handoff.stop_waiting(c, received.conversation_id, received.inbox_id)
        if received.danger_begins:
            handoff.call_back(c, received.conversation_id)
        if received.waits_in_danger and not flags.urgent:
            self._answer_who_waits_in_danger(c, received.conversation_id)
        return received, lets_out or received.waits_in_danger or received.danger_begins

    def _picks_a_choice(self, c: Connection, message: InboundMessage) -> bool:
        """Only towards the bot; should the choice be gone when its turn comes, the turn finds the danger itself."""
        found = reading.find(c, self._vault, message.channel, message.account, message.sender)
        if found is None:
            return False
        talk = reading.talk(c, self._vault, found)
        return talk.hold == "bot" and self._is_offered(talk.asked, message.text)

    def _answers_a_call(self, c: Connection, received: Received) -> bool:
        thanks = self._reply_to_call(c, received.conversation_id)
        if thanks is None:
            return False
        inbox.leave_unanswered(c, received.inbox_id)
        epoch = handoff.lock(c, received.conversation_id).epoch
        draft = outbox.Draft(received.conversation_id, f"called:{received.inbox_id}", 0, thanks, "alarm", epoch)
        outbox.put(c, self._vault, draft)
        return True

    def _answer_who_waits_in_danger(self, c: Connection, conversation_id: str) -> None:
        talk = handoff.lock(c, conversation_id)
        if self._waited_for is None or talk.hold != "waiting" or talk.danger is None or talk.danger_settled:
            return
        once = f"waited_for:{conversation_id}:{talk.epoch}"
        words = self._waited_for(talk.danger)
        outbox.put(c, self._vault, outbox.Draft(conversation_id, once, 0, words, "system", talk.epoch))

    def receipts(self, receipts: Sequence[Receipt]) -> None:
        """Record what became of our messages: forward only, however late and however often it is said."""
        with self._database.write() as c:
            for receipt in receipts:
                _record(c, receipt)
        self._wake_dispatcher()


def _record(c: Connection, receipt: Receipt) -> None:
    """A refusal that is told a second time silences nobody who has written since."""
    conversation_id = outbox.conversation_of(c, receipt.outbox_id)
    if conversation_id is None:
        return
    handoff.lock(c, conversation_id)  # before its rows, as everywhere
    news = outbox.record_receipt(
        c, receipt.outbox_id, receipt.status, receipt.error, provider_ref=receipt.provider_ref or None
    )
    if news and receipt.opted_out:
        inbox.opt_out(c, conversation_id)
