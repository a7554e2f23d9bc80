"""A small stage: one resident writes, turns are taken by hand, staff claim and release."""

from dataclasses import dataclass, field

from conversations import handoff, inbox, outbox, reading, turns
from conversations.messages import NOTHING_ASKED, Asked, InboundMessage, Reply
from storage.database import Database
from vault.vault import Vault

LATE = Reply("late", "稍后有人看")


@dataclass
class Scene:
    """Drives the room's transactions one by one, as a worker, a dispatcher and staff would."""

    database: Database
    vault: Vault
    channel: str = "web"
    sent: list[str] = field(default_factory=list)

    def writes(self, text: str, provider_id: str, sender: str = "resident-1", **flags) -> inbox.Received:
        message = InboundMessage(self.channel, "page", sender, provider_id, text)
        with self.database.write() as c:
            return inbox.receive(c, self.vault, message, inbox.Flags(**flags))

    def claim(self, **limits) -> turns.ClaimedTurn | None:
        with self.database.write() as c:
            return turns.claim_next(c, self.vault, turns.Limits(**limits))

    def act(self, turn: turns.ClaimedTurn, *replies: str, asked: Asked = NOTHING_ASKED) -> None:
        with self.database.write() as c:
            hand = turns.hold_turn(c, self.vault, turn.ref)
            said = [Reply("t", text, neutral=text) for text in replies]
            turns.record_result(c, self.vault, hand, "step", said, asked)

    def close(self, turn: turns.ClaimedTurn, *replies: str) -> None:
        with self.database.write() as c:
            turns.close(c, self.vault, turn, [Reply("t", text, neutral=text) for text in replies])

    def fail(self, turn: turns.ClaimedTurn, **patience) -> None:
        with self.database.write() as c:
            turns.give_up(c, self.vault, turn, turns.Patience(**patience), LATE)

    def takes_over(self, conversation_id: str, staff: str = "wang", **how) -> handoff.Taken:
        with self.database.write() as c:
            return handoff.claim(c, conversation_id, staff, **how)

    def staff_says(self, conversation_id: str, text: str, key: str, staff: str = "wang") -> int | None:
        with self.database.write() as c:
            return handoff.staff_reply(c, self.vault, conversation_id, staff, text, key)

    def gives_back(self, conversation_id: str, staff: str = "wang") -> bool:
        with self.database.write() as c:
            return handoff.release(c, self.vault, conversation_id, staff)

    def dispatch(self, **sending) -> list[str]:
        """Send everything that may go now; returns the texts in order."""
        went: list[str] = []
        while True:
            with self.database.read() as c:
                if not outbox.anything_to_send(c):
                    return went
            with self.database.write() as c:
                claim = outbox.claim_send(c, self.vault, outbox.Sending(**sending))
            if claim is None:
                continue
            went.append(claim.reply.text)
            if claim.errand == "send":
                with self.database.write() as c:
                    outbox.record_sent(c, claim, f"ref-{claim.outbox_id}")

    def claims_send(self, **sending) -> outbox.SendClaim | None:
        with self.database.write() as c:
            return outbox.claim_send(c, self.vault, outbox.Sending(**sending))

    def talk(self, conversation_id: str) -> reading.Talk:
        with self.database.read() as c:
            return reading.talk(c, self.vault, conversation_id)

    def thread(self, conversation_id: str) -> list[tuple[str, str, str]]:
        with self.database.read() as c:
            return [(line.who, line.text, line.state) for line in reading.thread(c, self.vault, conversation_id)]
