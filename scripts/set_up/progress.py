"""Steps of the set-up and the line that each prints."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]


class SetUpFailed(Exception):
    """A step could not be done; the message is the whole word to the person who started it."""


@dataclass(frozen=True)
class Step:
    """One line of progress. `needed` says cheaply whether there is anything to do."""

    title: str
    needed: Callable[[], bool]
    work: Callable[[Run], None]


class Run:
    """Runs a step's commands quietly, keeps what the last one printed, and on a terminal shows the seconds go by."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._started = time.monotonic()
        self.printed = ""

    def __enter__(self) -> Run:
        print(self._line, end=" ", flush=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._back_to_line()
        print(f"failed after {self.seconds:.1f} s" if error else f"{self.seconds:.1f} s", flush=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def succeeds(self, command: Sequence[str | Path], settings: Mapping[str, str] | None = None) -> bool:
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **(settings or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            outcome = self._wait_for(process)
            output.seek(0)
            self.printed = output.read().decode(errors="replace")
        return outcome == 0

    def must(self, command: Sequence[str | Path], settings: Mapping[str, str] | None = None) -> None:
        if not self.succeeds(command, settings):
            raise SetUpFailed(f"`{' '.join(map(str, command))}` failed:\n{self.printed}")

    def _wait_for(self, process: subprocess.Popen[bytes]) -> int:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    self._back_to_line()
                    print(f"{self.seconds:.0f} s", end="", flush=True)

    def _back_to_line(self) -> None:
        if sys.stdout.isatty():
            print(f"\r{self._line} ", end="", flush=True)


def carry_out(steps: Sequence[Step]) -> None:
    """Does what is needed of each step, in order.

    Raises:
        SetUpFailed: a step could not be done; the steps after it were not tried.
    """
    for number, step in enumerate(steps, start=1):
        line = f"[{number}/{len(steps)}] {step.title} ..."
        if step.needed():
            with Run(line) as run:
                step.work(run)
        else:
            print(f"{line} there", flush=True)
