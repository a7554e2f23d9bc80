"""The assistant as a resident's county would run it: its own processes, a real engine, real sockets.

Used by browser, text-message and fault tests. The trained model is shared between them; everything else is fresh.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from service.model import ensure_model
from service.ports import free_port
from service.settings import ROOT, Settings

MODELS = ROOT / "var" / "models"


@dataclass
class Running:
    """One running assistant."""

    url: str
    state: Path
    process: subprocess.Popen[bytes]

    @property
    def first_password(self) -> tuple[str, str]:
        """User name and password of the first administrator."""
        name, password = (self.state / "first-staff-password.txt").read_text().split()
        return name, password

    def log(self) -> str:
        """What it and its engine wrote, for a failing test."""
        return "\n".join(
            file.read_text(errors="replace")[-4000:] for file in sorted((self.state / "log").glob("*.log"))
        )


@contextmanager
def running_assistant(
    state: Path, environment: Mapping[str, str] | None = None, *, module: str = "service.cli", seconds: float = 90
) -> Iterator[Running]:
    """Start it on a free port with `state` as its folder, wait until it takes turns, end it with the block."""
    ensure_model(Settings(models_dir=MODELS, _env_file=None))
    port = free_port("127.0.0.1")
    settings = {
        "ASSISTANT_STATE_DIR": str(state),
        "ASSISTANT_MODELS_DIR": str(MODELS),
        "ASSISTANT_PORT": str(port),
        **(environment or {}),
    }
    state.mkdir(parents=True, exist_ok=True)
    with (state / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", f"import sys; from {module} import main; sys.exit(main(['run']))"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    running = Running(f"http://127.0.0.1:{port}", state, process)
    try:
        wait_until_ready(running, seconds)
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_ready(running: Running, seconds: float) -> None:
    """Return when every part says that it is ready; fail with the logs when one never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if running.process.poll() is not None:
            break
        try:
            if httpx.get(f"{running.url}/readyz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not ready: {(running.state / 'output.txt').read_text()}\n{running.log()}")
