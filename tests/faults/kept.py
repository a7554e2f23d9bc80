"""A process that is started again whenever it ends, as a supervisor would; it can be killed, and its disk can be full."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from service.settings import ROOT


def limit_files(pid: int, full: bool) -> None:
    """With `full`, the kernel refuses every byte that a process would write to a file (EFBIG), its logs included.

    The real error of a real write, as on a full disk, and it needs no right but to be the same user.
    """
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0 if full else most, most))


@dataclass
class Kept:
    """A process that is started again whenever it ends, until told to stop."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    port: int = 0
    deaths: int = 0
    process: subprocess.Popen[bytes] | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._spawn()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _spawn(self) -> None:
        with (self.folder / f"{self.name}.out").open("ab") as words:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        (self.folder / f"{self.name}.pid").write_text(str(self.process.pid))

    def _watch(self) -> None:
        while not self._stopping.is_set():
            if self.process is not None and self.process.poll() is not None and not self._stopping.is_set():
                self.deaths += 1
                self._spawn()
            self._stopping.wait(0.05)

    def kill(self) -> None:
        """SIGKILL the present process."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)

    def listens(self) -> bool:
        """Whether it takes connections at its port."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def fill_disk(self, full: bool) -> None:
        """Have the kernel refuse every byte that the process would write to a file, or no more."""
        if self.process is not None and self.process.poll() is None:
            limit_files(self.process.pid, full)

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5)
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
