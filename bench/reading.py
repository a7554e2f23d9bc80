"""A message read by the engine, beside the bare sentence encoder on the same text; quiet, and beside a busy process.

Both are processes of their own and take the texts in turn, the first of each pair drawn. The engine's time is a whole
`POST /engine/parse`: HTTP, normalising, three heads, danger, the search for a second request. The texts are the held-out
messages of every length (`nlu/held_out/second.tsv`), in a drawn order.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.progress import Progress

from bench.lone_engine import LoneEngine, engine_at, running
from bench.result import Result
from bench.spread import Spread, median_between
from bot.reading import for_the_model
from nlu.evaluation import read_messages
from service.settings import ROOT, Settings

SEED = 20261124
BAR_MILLISECONDS, BAR_STABLE = 10.0, 3.0
BAND, LONGEST_BAND = 10, 100
_BUSY = "while True: pass"


@dataclass(frozen=True)
class Pair:
    """Milliseconds of one text by the engine and by the bare encoder."""

    characters: int
    engine: float
    encoder: float


class BareEncoder:
    """The encoder in its own process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def milliseconds(self, text: str) -> float:
        """How long its vector took."""
        assert self._process.stdin is not None, "it is a pipe"
        assert self._process.stdout is not None, "it is a pipe"
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def measure(folder: Path, count: int, progress: Progress) -> list[Result]:
    """So many pairs quiet, and as many beside a process that never rests."""
    chance = random.Random(SEED)
    texts = [for_the_model(m.text) for m in read_messages(ROOT / "nlu" / "held_out" / "second.tsv")]
    drawn = chance.sample(texts, min(count, len(texts)))
    with running(engine_at(folder)) as engine, _bare_encoder() as encoder:
        for text in drawn[:20]:
            _pair(engine, encoder, text, engine_first=True)
        quiet = [_pair(engine, encoder, t, chance.random() < 0.5) for t in progress.track(drawn, description="reading")]
        with _busy():
            busy = [_pair(engine, encoder, t, chance.random() < 0.5) for t in progress.track(drawn, description="busy")]
    return [_added(quiet), _stable(busy, quiet)]


def _pair(engine: LoneEngine, encoder: BareEncoder, text: str, engine_first: bool) -> Pair:
    before = _by_engine(engine, text) if engine_first else 0.0
    bare = encoder.milliseconds(text)
    return Pair(len(text), before if engine_first else _by_engine(engine, text), bare)


def _by_engine(engine: LoneEngine, text: str) -> float:
    begun = time.perf_counter()
    engine.client.parse([text])
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _bare_encoder() -> Iterator[BareEncoder]:
    command = [str(Settings().engine_interpreter()), "-m", "bench.bare_encoder"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield BareEncoder(process)
        finally:
            process.terminate()


@contextmanager
def _busy() -> Iterator[None]:
    with subprocess.Popen([sys.executable, "-c", _BUSY]) as process:
        try:
            yield
        finally:
            process.kill()


def _added(pairs: Sequence[Pair]) -> Result:
    added = [pair.engine - pair.encoder for pair in pairs]
    low, high = median_between(added, seed=SEED)
    return Result(
        name="reading",
        what="a message read by the engine, beside the bare sentence encoder on the same text",
        unit="ms",
        figure=median(pair.engine for pair in pairs),
        baseline=median(pair.encoder for pair in pairs),
        baseline_name="the encoder alone in a process of its own",
        compared="difference",
        paired=median(added),
        bar=BAR_MILLISECONDS,
        bar_on="compared",
        count=len(pairs),
        seed=SEED,
        details={
            "added": {**Spread.of(added).as_json(), "median_low": round(low, 2), "median_high": round(high, 2)},
            "engine": Spread.of([pair.engine for pair in pairs]).as_json(),
            "by_characters": {band: Spread.of(took).as_json() for band, took in _bands(pairs).items()},
        },
    )


def _stable(busy: Sequence[Pair], quiet: Sequence[Pair]) -> Result:
    spread = Spread.of([pair.engine for pair in busy])
    return Result(
        name="reading_beside_a_busy_process",
        what="the slow messages (95th percentile) beside a second busy process, over the median there",
        unit="ms",
        figure=spread.p95,
        baseline=spread.median,
        baseline_name="the median of the same messages beside the same process",
        compared="ratio",
        bar=BAR_STABLE,
        bar_on="compared",
        count=len(busy),
        seed=SEED,
        details={
            "quiet": Spread.of([pair.engine for pair in quiet]).as_json(),
            "by_characters": {band: Spread.of(took).as_json() for band, took in _bands(busy).items()},
        },
    )


def _bands(pairs: Sequence[Pair]) -> dict[str, list[float]]:
    """The engine's times by tens of characters."""
    bands: dict[int, list[float]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.characters):
        bands.setdefault(min(pair.characters // BAND * BAND, LONGEST_BAND), []).append(pair.engine)
    return {f"{least}+": took for least, took in bands.items()}
