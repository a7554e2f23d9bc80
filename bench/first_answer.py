"""From the start of an assistant that is set up already to its first answered web message.

The command is `assistant run` with a prepared state folder and a trained model. A resident's page tries to write from
the first moment on, every 50 ms, and then looks every 50 ms until the answer is there. Beside it stands the engine
alone, from its start to ready, started in turn.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from statistics import median

import httpx
from rich.progress import Progress

from bench.lone_engine import engine_at
from bench.residents import PLAIN
from bench.result import Result
from bench.spread import Spread
from service.model import ensure_model
from service.ports import free_port
from service.preparing import prepare
from service.settings import ROOT, Settings

BAR = 15.0
LONGEST = 120.0
_LOOK = 0.05


def measure(folder: Path, starts: int, progress: Progress) -> Result:
    """Start it so many times, after a first start that nobody counts."""
    models = Settings().state("models")
    ensure_model(Settings())
    prepare(Settings(_env_file=None, state_dir=folder / "assistant", models_dir=models, database_url=""))
    answered, alone = [], []
    for n in progress.track(range(starts + 1), description="first answer"):
        assistant = _first_answer(folder / "assistant", models)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            engine = _engine_ready(Path(place))
        if n > 0:
            answered.append(assistant)
            alone.append(engine)
    return Result(
        name="first_answer",
        what="`assistant run`, set up already, to the first answered web message",
        unit="s",
        figure=median(answered),
        baseline=median(alone),
        baseline_name="the engine alone, from its start to ready",
        compared="difference",
        bar=BAR,
        count=starts,
        details={"assistant": Spread.of(answered).as_json(), "engine_alone": Spread.of(alone).as_json()},
    )


def _engine_ready(folder: Path) -> float:
    engine = engine_at(folder)
    begun = time.perf_counter()
    engine.process.start()
    took = time.perf_counter() - begun
    engine.process.stop()
    engine.client.close()
    return took


def _first_answer(state: Path, models: Path) -> float:
    """Seconds of one start, from the process's beginning to the answer on the page."""
    port = free_port("127.0.0.1")
    settings = {"ASSISTANT_STATE_DIR": state, "ASSISTANT_MODELS_DIR": models, "ASSISTANT_PORT": port}
    words = "import sys; from service.cli import main; sys.exit(main(['run']))"
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in settings.items()}},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _be_answered(f"http://127.0.0.1:{port}", process)
        return time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _be_answered(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Write as soon as anybody listens; return when the assistant's words are on the page."""
    writing = {"client_id": str(uuid.uuid4()), "text": PLAIN[0]}
    ends = time.monotonic() + LONGEST
    written = False
    with httpx.Client(base_url=url, trust_env=False, timeout=10) as page:
        while time.monotonic() < ends and process.poll() is None:
            try:
                written = written or page.post("/channels/web/messages", json=writing).is_success
                if written and _is_answered(page):
                    return
            except httpx.TransportError:
                pass
            time.sleep(_LOOK)
    raise TimeoutError(f"no answer from {url} within {LONGEST:g} s, or the process ended; is `assistant run` well?")


def _is_answered(page: httpx.Client) -> bool:
    lines = page.get("/channels/web/messages").json()["lines"]
    return any(line["who"] == "assistant" for line in lines)
