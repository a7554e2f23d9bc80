"""The virtual environments, each filled from a hashed lock by uv, or by pip where uv cannot."""

from __future__ import annotations

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.set_up import indexes
from scripts.set_up.installers import APP_PYTHON, ENGINE_PYTHON, interpreter, uv_or_none
from scripts.set_up.progress import ROOT, Run, Step

LOCKS = ROOT / "requirements"


@dataclass(frozen=True)
class Environment:
    """A virtual environment that holds what a hashed lock says.

    With `larger`, a lock that holds all of `lock` and more: once installed it stays, so that `make run` after
    `make test` does not take the test tools away.
    """

    name: str
    directory: Path
    version: tuple[str, ...]
    lock: Path
    larger: Path | None = None

    @property
    def python(self) -> Path:
        return self.directory / "bin" / "python"

    def step(self, larger: bool = False) -> Step:
        lock = self.larger if self.larger and (larger or self._holds(self.larger)) else self.lock
        title = f"{self.name} ({self.directory.name} from {lock.relative_to(ROOT)})"
        return Step(title, lambda: not self._is_current(lock), lambda run: self._fill(run, lock))

    @property
    def _stamp(self) -> Path:
        return self.directory / "lock-installed"

    def _stamped(self) -> str:
        return self._stamp.read_text() if self._stamp.exists() else ""

    def _holds(self, lock: Path) -> bool:
        return self._stamped().startswith(f"{lock.name} ")

    def _is_current(self, lock: Path) -> bool:
        return self._stamped() == f"{lock.name} {digest(lock)}" and self._runs()

    def _runs(self) -> bool:
        """Whether its interpreter still answers: the Python that it was made from may have been removed."""
        return self.python.exists() and subprocess.run([self.python, "-I", "-c", ""]).returncode == 0

    def _fill(self, run: Run, lock: Path) -> None:
        self._stamp.unlink(missing_ok=True)
        if not self._filled_by_uv(run, lock):
            self._fill_with_pip(run, lock)
        self._stamp.write_text(f"{lock.name} {digest(lock)}")

    def _filled_by_uv(self, run: Run, lock: Path) -> bool:
        uv = uv_or_none()
        if uv is None:
            return False
        if not self._runs():
            run.must([uv, "venv", "--clear", "--python", interpreter(self.version), self.directory])
        sync: list[str | Path] = [uv, "pip", "sync", "--python", self.python, "--require-hashes", lock]
        return run.succeeds(sync, indexes.as_uv_settings(indexes.pip_settings(), os.environ))

    def _fill_with_pip(self, run: Run, lock: Path) -> None:
        if not (self._runs() and run.succeeds([self.python, "-m", "pip", "--version"])):
            run.must([interpreter(self.version), "-m", "venv", "--clear", self.directory])
        # the locks are complete, and Rasa's own list names TensorFlow, which is left out on purpose: hence --no-deps
        run.must([self.python, "-m", "pip", "install", "--require-hashes", "--no-deps", "--requirement", lock])


APP = Environment(
    "Packages of the application", ROOT / ".venv", APP_PYTHON, LOCKS / "app.txt", larger=LOCKS / "dev.txt"
)
ENGINE = Environment(
    "Packages of the engine",
    ROOT / ".venv-engine",
    ENGINE_PYTHON,
    LOCKS / "engine.txt",
    larger=LOCKS / "engine-dev.txt",
)
BASELINE = Environment("Stock Rasa, the baseline", ROOT / ".venv-baseline", ENGINE_PYTHON, LOCKS / "baseline.txt")


def project_step() -> Step:
    """Installs the project itself into the application's environment: the command `assistant`, the code where it stands."""
    stamp = APP.directory / "project-installed"
    identity = f"{digest(ROOT / 'pyproject.toml')} {ROOT}"

    def needed() -> bool:
        command = APP.directory / "bin" / "assistant"
        return not (command.exists() and stamp.exists() and stamp.read_text() == identity)

    def work(run: Run) -> None:
        uv = uv_or_none()
        installer: list[str | Path] = [APP.python, "-m", "pip", "install"]
        if uv:
            installer = [uv, "pip", "install", "--python", APP.python]
        offline = ["--no-index", "--no-deps", "--no-build-isolation", "--config-settings", "editable_mode=compat"]
        run.must([*installer, *offline, "--editable", ROOT])
        stamp.write_text(identity)

    return Step("The command `assistant` (.venv/bin/assistant)", needed, work)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
