"""The engine from its start to the first "ready", and the most memory that it ever held.

Beside it, in turn, an empty Sanic server on the same interpreter. Memory is the peak after 40 messages were read, of
many lengths. The files of both are in the system's cache from the warm-up start, as they are on a machine that starts
the engine again; a first start after boot is slower by what its disk needs.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
from rich.progress import Progress

from bench.lone_engine import engine_at
from bench.memory import peak_megabytes
from bench.residents import PLAIN
from bench.result import Result
from bench.spread import Spread
from service.ports import free_port
from service.settings import ROOT, Settings

SECONDS_BAR, MEGABYTES_BAR = 8.0, 400.0
_LOOK = 0.02


def measure(folder: Path, starts: int, progress: Progress) -> list[Result]:
    """Start both in turn, so many times after one warm-up start each."""
    engines, empties = [], []
    for n in progress.track(range(starts + 1), description="engine start"):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            engine, empty = _engine(Path(place)), _empty()
        if n > 0:
            engines.append(engine)
            empties.append(empty)
    return [_seconds([s for s, _ in engines], [s for s, _ in empties]), _memory(engines, empties)]


def _engine(folder: Path) -> tuple[float, float]:
    """Seconds to ready and peak memory of one start."""
    engine = engine_at(folder)
    begun = time.perf_counter()
    engine.process.start()
    took = time.perf_counter() - begun
    try:
        engine.client.parse([*PLAIN * 4, *("".join(PLAIN[:n]) for n in range(1, 9))])
        return took, peak_megabytes(engine.pid)
    finally:
        engine.process.stop()
        engine.client.close()


def _empty() -> tuple[float, float]:
    with _empty_server() as (url, child):
        begun = time.perf_counter()
        while not _answers(url):
            time.sleep(_LOOK)
        return time.perf_counter() - begun, peak_megabytes(child.pid)


@contextmanager
def _empty_server() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = free_port("127.0.0.1")
    command = [str(Settings().engine_interpreter()), str(ROOT / "bench" / "empty_server.py"), str(port)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}/engine/ready", child
    finally:
        child.terminate()
        child.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _seconds(engine: list[float], empty: list[float]) -> Result:
    return Result(
        name="engine_start",
        what="the engine from its start to ready",
        unit="s",
        figure=median(engine),
        baseline=median(empty),
        baseline_name="an empty Sanic server on the same interpreter",
        compared="ratio",
        bar=SECONDS_BAR,
        count=len(engine),
        details={"engine": Spread.of(engine).as_json(), "empty": Spread.of(empty).as_json()},
    )


def _memory(engines: list[tuple[float, float]], empties: list[tuple[float, float]]) -> Result:
    return Result(
        name="engine_memory",
        what="the most memory that the engine held, 40 messages read",
        unit="MB",
        figure=max(megabytes for _, megabytes in engines),
        baseline=max(megabytes for _, megabytes in empties),
        baseline_name="an empty Sanic server on the same interpreter",
        compared="ratio",
        bar=MEGABYTES_BAR,
        count=len(engines),
    )
