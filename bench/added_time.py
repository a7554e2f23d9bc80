"""What the application adds to a plain message beside the engine's own time for it.

Interleaved pairs in one process tree, in drawn order, one at a time:

- **application**: a resident on the web page writes. From the gateway's door (`Gateway.receive`, in a thread as the
  page's API calls it) over storing, waking a worker, claiming, reading keywords and open question, the engine over
  HTTP, the engine's call back to the action endpoint, the real step in its own transaction, closing, the outbox's claim
  and the page's bell, to the look that shows the whole reply. Storing is as durable as in the product: SQLite in WAL
  with `synchronous=FULL` on the disk of this folder.
- **engine alone**: the same words, normalised and masked in the same way beforehand, straight to the same engine's
  `/engine/turn` in a session of its own, as long as the application's are. It contains the HTTP request, the reading by
  the model, the rules, the call to the same action endpoint over HTTP and rasa-sdk's executor, and the engine's own
  commit of the turn. The step behind it does nothing: it repeats the reply that the real step gave. So what the step
  does counts as the application's; `step` in the details says how much of the difference that is.

The difference is taken pair by pair; its median is what the bar is about.
"""

import asyncio
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median

from rich.progress import Progress

from bench.commits import CommitCount
from bench.residents import PLAIN, plain_texts
from bench.result import Result
from bench.spread import Spread, median_between
from bench.stand import EngineAlone, Stand, Turn, Visitor, at_work

SEED = 20261124
BAR = 25.0


@dataclass
class Clockings:
    """When each boundary of a turn was passed; one message is under way at a time."""

    at: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_by(self, boundary: str) -> None:
        """Called by the assistant's own threads."""
        with self._lock:
            self.at[boundary] = time.perf_counter()

    def parts_of(self, turn: Turn, step: float) -> dict[str, float]:
        """Milliseconds of each part of a turn, in order; `step` lies within the engine's call."""
        marks = [turn.begun, *(self.at[name] for name in _MARKS), turn.visible]
        spans = [(later - earlier) * 1000 for earlier, later in pairwise(marks)]
        return {"keep": (turn.kept - turn.begun) * 1000, **dict(zip(_PARTS, spans, strict=True)), "step": step}


_MARKS = ("claim.after", "turn.replied", "close.after", "send.claim.after")
_PARTS = ("keep_and_claim", "engine_with_step", "close", "claim_send", "ring_and_look")


@dataclass(frozen=True)
class Pair:
    """One message through the application and to the engine alone, in milliseconds."""

    application: float
    engine: float
    commits: int
    replies: int
    parts: dict[str, float]


def measure(folder: Path, pairs: int, progress: Progress) -> tuple[list[Pair], Result]:
    """Take the pairs after a warm-up of every text."""
    clockings = Clockings()
    with at_work(folder, at_boundary=clockings.pass_by) as stand:
        measured = asyncio.run(_pairs(stand, clockings, pairs, progress))
    return measured, _result(measured)


async def _pairs(stand: Stand, clockings: Clockings, count: int, progress: Progress) -> list[Pair]:
    visitor, alone, commits = Visitor(stand), EngineAlone(stand), CommitCount(stand.assistant.database)
    for text in PLAIN * 2:
        await visitor.say(text)
        alone.say(text)
    chance = random.Random(SEED)
    measured = []
    for text in progress.track(plain_texts(count, seed=SEED), total=count, description="added time"):
        engine_first = chance.random() < 0.5
        engine = alone.say(text) if engine_first else 0.0
        commits.reset()
        turn = await visitor.say(text)
        parts = clockings.parts_of(turn, stand.steps.milliseconds)
        engine = engine if engine_first else alone.say(text)
        measured.append(Pair(turn.milliseconds, engine, commits.seen, turn.replies, parts))
    alone.close()
    return measured


def _result(pairs: Sequence[Pair]) -> Result:
    application, engine = [pair.application for pair in pairs], [pair.engine for pair in pairs]
    added = [pair.application - pair.engine for pair in pairs]
    low, high = median_between(added, seed=SEED)
    without_step = [pair.application - pair.engine - pair.parts["step"] for pair in pairs]
    return Result(
        name="added_time",
        what="a plain message from the gateway until its reply can be seen, beside the engine alone",
        unit="ms",
        figure=median(application),
        baseline=median(engine),
        baseline_name="the same words straight to the same engine, with a step that does nothing",
        compared="difference",
        paired=median(added),
        bar=BAR,
        bar_on="compared",
        count=len(pairs),
        seed=SEED,
        details={
            "application": Spread.of(application).as_json(),
            "engine_alone": Spread.of(engine).as_json(),
            "added": {**Spread.of(added).as_json(), "median_low": round(low, 2), "median_high": round(high, 2)},
            "added_without_the_step": Spread.of(without_step).as_json(),
            "parts": {name: Spread.of([p.parts[name] for p in pairs]).as_json() for name in pairs[0].parts},
        },
    )
