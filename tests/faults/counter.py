"""A member of staff in a long run: takes conversations over, writes, gives them back, and keeps an eye on the bot."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, select

from conversations import handoff
from conversations.errors import ConversationError
from conversations.tables import conversation, outbox
from tests.faults.town import Town
from tests.faults.witness import Hold

STAFF = "wang"
WORDS = "您好，我是值班的工作人员，请接着说。"
OUT = ("sending", "sent", "delivered", "uncertain")


class Counter:
    """Takes whoever waits for a person, and now and then somebody who talks with the bot.

    Attributes:
        held: conversations that were ever taken over.
    """

    def __init__(self, town: Town, seed: int) -> None:
        self._town, self._dice = town, random.Random(seed)
        self._stop = threading.Event()
        self._busy: set[str] = set()
        self._hands = ThreadPoolExecutor(3)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._keys = 0
        self.held: set[str] = set()

    def start(self) -> None:
        """Open."""
        self._thread.start()

    def close(self) -> None:
        """Give back what is held, and go home."""
        self._stop.set()
        self._thread.join(60)
        self._hands.shutdown(wait=True)

    def _run(self) -> None:
        while not self._stop.wait(0.4):
            waiting = self._talks("waiting")
            bot = self._talks("bot")
            if bot and self._dice.random() < 0.06:
                waiting.append(self._dice.choice(bot))
            for talk in waiting:
                if talk not in self._busy:
                    self._busy.add(talk)
                    self._hands.submit(self._serve, talk, self._dice.uniform(0.4, 1.5))

    def _talks(self, hold: str) -> list[str]:
        newest = select(conversation.c.id).where(conversation.c.hold == hold)
        return self._town.looks(
            lambda c: list(c.scalars(newest.order_by(conversation.c.last_message_at.desc()).limit(12)))
        )

    def _serve(self, talk: str, seconds: float) -> None:
        try:
            epoch, in_flight, before = self._town.writes(lambda c: self._claim(c, talk))
            self.held.add(talk)
            time.sleep(seconds)
            self._keys += 1
            key = f"{talk}-{self._keys}"
            self._town.writes(lambda c: handoff.staff_reply(c, self._town.vault, talk, STAFF, WORDS, key))
            time.sleep(seconds)
            self._town.writes(lambda c: self._give_back(c, talk, epoch, in_flight, before))
        except ConversationError:
            pass  # it went back to the queue meanwhile, as after an hour without a word; somebody takes it again
        finally:
            self._busy.discard(talk)

    def _claim(self, c: Connection, talk: str) -> tuple[int, frozenset[int], frozenset[int]]:
        taken = handoff.claim(c, talk, STAFF)
        return taken.epoch, frozenset(taken.in_flight), _out(c, talk)

    def _give_back(
        self, c: Connection, talk: str, epoch: int, in_flight: frozenset[int], before: frozenset[int]
    ) -> None:
        """Look once more in the transaction that ends the hold, if it is still the same one."""
        now = handoff.lock(c, talk)
        if now.hold == "staff" and now.epoch == epoch:
            self._town.holds.append(Hold(talk, in_flight, _out(c, talk) - before))
        if now.hold != "bot":
            handoff.release(c, self._town.vault, talk, STAFF)


def _out(c: Connection, talk: str) -> frozenset[int]:
    """Rows of the bot and the system that are on their way or beyond."""
    mine = (outbox.c.conversation_id == talk) & (outbox.c.actor != "staff") & outbox.c.state.in_(OUT)
    return frozenset(c.scalars(select(outbox.c.id).where(mine)))
