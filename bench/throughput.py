"""Turns a second with several conversations at once, each resident writing as soon as the last answer can be seen.

Beside it the engine alone with as many at once: the same words, sessions of their own, a step that does nothing (see
`stand`). Both take the same turns in one process tree, in rounds by turns, so that a busy minute of the machine meets
both. The application has the number of workers that is its default.
"""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.progress import Progress, TaskID

from bench.residents import PLAIN, plain_texts
from bench.result import Result
from bench.spread import Spread
from bench.stand import EngineAlone, Stand, Visitor, at_work

SEED = 20261124
AT_ONCE = (1, 8, 32)
ROUNDS = 4


def measure(folder: Path, turns: int, progress: Progress) -> list[Result]:
    """About so many turns at each width."""
    with at_work(folder) as stand:
        return [_at_width(stand, width, max(1, turns // width // ROUNDS), progress) for width in AT_ONCE]


def _at_width(stand: Stand, width: int, each: int, progress: Progress) -> Result:
    """Every conversation has `each` turns in each round."""
    task = progress.add_task(f"throughput, {width} at once", total=2 * ROUNDS * width * each)
    application, engine = 0.0, 0.0
    waited: list[float] = []
    for n in range(ROUNDS):
        texts = [list(plain_texts(each, seed=SEED + n * width + talk)) for talk in range(width)]
        engine += _engine(stand, texts, progress, task)
        took, milliseconds = asyncio.run(_application(stand, texts, progress, task))
        application += took
        waited += milliseconds
    turns = ROUNDS * width * each
    return Result(
        name=f"throughput_{width}",
        what=f"plain turns a second, {width} conversation{'s' if width > 1 else ''} at once",
        unit="turns/s",
        figure=turns / application,
        baseline=turns / engine,
        baseline_name="the same words straight to the same engine, as many at once, with a step that does nothing",
        compared="ratio",
        count=turns,
        seed=SEED,
        details={
            "workers": stand.assistant.settings.workers,
            "rounds": ROUNDS,
            "milliseconds_a_turn": Spread.of(waited).as_json(),
        },
    )


async def _application(
    stand: Stand, texts: Sequence[Sequence[str]], progress: Progress, task: TaskID
) -> tuple[float, list[float]]:
    """Seconds for all, and each turn's milliseconds."""
    visitors = [Visitor(stand) for _ in texts]
    for visitor in visitors:
        await visitor.say(PLAIN[0])
    waited: list[float] = []

    async def talk(visitor: Visitor, words: Sequence[str]) -> None:
        for text in words:
            waited.append((await visitor.say(text)).milliseconds)
            progress.advance(task)

    begun = time.perf_counter()
    await asyncio.gather(*map(talk, visitors, texts))
    return time.perf_counter() - begun, waited


def _engine(stand: Stand, texts: Sequence[Sequence[str]], progress: Progress, task: TaskID) -> float:
    """Seconds for all."""
    residents = [EngineAlone(stand) for _ in texts]
    for resident in residents:
        resident.say(PLAIN[0])

    def talk(resident: EngineAlone, words: Sequence[str]) -> None:
        for text in words:
            resident.say(text)
            progress.advance(task)

    begun = time.perf_counter()
    with ThreadPoolExecutor(len(texts)) as threads:
        list(threads.map(talk, residents, texts))
    took = time.perf_counter() - begun
    for resident in residents:
        resident.close()
    return took
