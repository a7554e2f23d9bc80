"""One turn, top to bottom: the oldest unanswered message in, replies in the outbox.

Claim → read → engine or step at once → close. Each arrow is a place where the process may die; what a retry then
finds, and why the end is the same, is told in docs/decisions/exactly-once.md.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from bot.engine_client import EngineTurn
from bot.engine_watch import EngineWatch
from bot.errors import EngineError, EngineUnreachable, NoStepDone
from bot.reading import read
from conversations import turns
from conversations.errors import Overtaken
from conversations.messages import Guess, Heard, Reply, TurnRef
from conversations.turns import ClaimedTurn, Limits, Patience
from storage.clock import Clock
from storage.database import Database
from vault.vault import Vault

log = logging.getLogger(__name__)


class Engine(Protocol):
    """Chooses one action for a message and has it done."""

    def turn(self, turn: EngineTurn) -> None:
        """The action's step has kept what it said (`turns.result_of`); raises `EngineError`."""
        ...

    def ready(self) -> bool:
        """Whether it takes turns."""
        ...


class StepRunner(Protocol):
    """Runs one dialogue step in its own transaction, once per message."""

    def run(self, step: str, ref: TurnRef, heard: Heard) -> list[Reply]:
        """Replies of that step; raises `Overtaken`."""
        ...


class Turns:
    """Takes turns; stateless, so any number of workers may share one or have their own.

    Args:
        late: the word to a resident whose message could not be answered in time.
        after_close: called when a turn's replies were queued, to wake the dispatcher.
        at_boundary: called with the name of each crash boundary; tests stop the process there.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        engine: Engine,
        steps: StepRunner,
        clock: Clock,
        *,
        late: Reply,
        limits: Limits = turns.LIMITS,
        patience: Patience = turns.PATIENCE,
        after_close: Callable[[], None] = lambda: None,
        at_boundary: Callable[[str], None] = lambda name: None,
    ) -> None:
        self._database, self._vault, self._engine = database, vault, engine
        self._steps, self._clock, self._late = steps, clock, late
        self._limits, self._patience = limits, patience
        self._after_close, self._at = after_close, at_boundary
        self._engine_watch = EngineWatch(engine.ready)

    def take_next(self) -> bool:
        """Take one turn; False when there was none to take."""
        turn = self._claim()
        if turn is None:
            return False
        try:
            replies = self._answer(turn)
            self._at("turn.replied")
            self._close(turn, replies)
        except (EngineError, Overtaken) as error:
            if isinstance(error, EngineUnreachable):
                self._engine_watch.lost()
            log.warning("turn not finished: inbox=%s attempt=%s %s", turn.ref.inbox, turn.attempts, error)
            self._give_up(turn)
        except Exception:
            log.exception("turn failed: inbox=%s attempt=%s", turn.ref.inbox, turn.attempts)
            self._give_up(turn)
        return True

    def _claim(self) -> ClaimedTurn | None:
        away = self._engine_watch.is_away()
        with self._database.read() as c:
            if not turns.anything_to_claim(c, self._limits, engine_away=away):
                return None
        with self._database.write() as c:
            turn = turns.claim_next(c, self._vault, self._limits, engine_away=away)
            if turn is not None:
                self._at("claim.before")
        if turn is not None:
            self._at("claim.after")
        return turn

    def _answer(self, turn: ClaimedTurn) -> list[Reply]:
        if turn.done:
            return self._kept(turn.ref)
        if turn.kind == "resume":
            return self._through_the_engine(EngineTurn(turn.session, turn.ref, None, "resume"))
        if turn.wordless is not None:
            return self._steps.run("action_attach", turn.ref, Heard("attach", Guess("attach", "none", "none", 1.0)))
        reading = read(turn.asked, turn.text, turn.choice, self._clock.now().date())
        if reading.step is not None:
            intent = reading.intent or "unclear"
            return self._steps.run(reading.step, turn.ref, Heard(intent, Guess(intent, "none", "none", 1.0)))
        return self._through_the_engine(EngineTurn(turn.session, turn.ref, reading.text, reading.intent))

    def _through_the_engine(self, turn: EngineTurn) -> list[Reply]:
        """Names and places may stand in what a step says, so it does not come by way of the engine."""
        self._engine.turn(turn)
        return self._kept(turn.ref)

    def _kept(self, ref: TurnRef) -> list[Reply]:
        """What the message's step said; raises `NoStepDone`."""
        with self._database.read() as c:
            said = turns.result_of(c, self._vault, ref.inbox)
        if said is None:
            raise NoStepDone(ref.inbox)
        return said

    def _close(self, turn: ClaimedTurn, replies: list[Reply]) -> None:
        with self._database.write() as c:
            turns.close(c, self._vault, turn, replies)
            self._at("close.before")
        self._at("close.after")
        self._after_close()

    def _give_up(self, turn: ClaimedTurn) -> None:
        with self._database.write() as c:
            turns.give_up(c, self._vault, turn, self._patience, self._late)
        self._after_close()
