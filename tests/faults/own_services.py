"""A PostgreSQL and a Redis of a run's own, on free ports and in its own folder; never the machine's."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from service.ports import free_port

_DEBIAN = Path("/usr/lib/postgresql")


class Postgresql:
    """A cluster that can be restarted at once, as after a power cut, and whose disk can be full.

    Its programs refuse to run as root; there they run as `postgres`, or as `nobody`.
    """

    def __init__(self, folder: Path) -> None:
        self._data, self._port = folder / "postgresql", free_port("127.0.0.1")
        self._log = folder / "postgresql.out"
        self._as = _somebody_else() if os.getuid() == 0 else []
        self._init = threading.Thread(target=self._keep_running, daemon=True)
        self._over, self._lock = threading.Event(), threading.Lock()

    def url(self, database: str, *, driver: str = "postgresql", options: str = "") -> str:
        """The address of one of its databases."""
        plain = f"{driver}://postgres@127.0.0.1:{self._port}/{database}"
        return f"{plain}?options=-csearch_path%3D{options}" if options else plain

    def start(self, *databases: str) -> None:
        """Make the cluster and its databases, and start it."""
        self._data.mkdir(mode=0o700)
        self._log.touch()
        if self._as:
            for place in (self._data, self._log):
                shutil.chown(place, self._as[-1].removeprefix("--reuid="))
        self._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._control("start")
        for database in databases:
            self._run("createdb", "--host=127.0.0.1", f"--port={self._port}", "--username=postgres", database)
        self._init.start()

    def restart(self) -> None:
        """Without a farewell to anybody: every connection breaks, and the log is replayed."""
        with self._lock:
            self._control("restart", "--mode=immediate")

    def fill_disk(self, full: bool) -> None:
        """Have the kernel refuse what its present processes would write to files; they start anew when one breaks."""
        soft = "0:" if full else "unlimited:"
        each = " ".join(map(str, children_of(self.pid)))
        limit = f'for child in {each}; do prlimit --pid "$child" --fsize={soft}; done'
        subprocess.run([*self._as, "sh", "-c", limit], capture_output=True, timeout=30, check=False)

    def _keep_running(self) -> None:
        """What a machine's init does: it is started again where it gave up, as it may when its disk was full."""
        while not self._over.wait(0.5):
            with self._lock, contextlib.suppress(subprocess.SubprocessError, OSError):
                self._start_if_down()

    def _start_if_down(self) -> None:
        own = {**os.environ, "PGDATA": str(self._data), "LC_ALL": "C"}
        status = subprocess.run(
            [*self._as, str(_programs() / "pg_ctl"), "status"], env=own, cwd="/", capture_output=True, check=False
        )
        if status.returncode and not self._over.is_set():
            self._control("start")

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def stop(self) -> None:
        """For good."""
        self._over.set()
        with self._lock, contextlib.suppress(subprocess.SubprocessError):
            self._control("stop", "--mode=immediate")

    def _control(self, what: str, *more: str) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=120"
        self._run("pg_ctl", what, "--wait", f"--log={self._log}", f"--options={options}", *more)

    def _run(self, program: str, *arguments: str) -> None:
        own = {**os.environ, "PGDATA": str(self._data), "LC_ALL": "C"}
        command = [*self._as, str(_programs() / program), *arguments]
        done = subprocess.run(command, env=own, cwd="/", capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            raise subprocess.SubprocessError(f"{program} failed: {done.stdout}{done.stderr}{self._log.read_text()}")


class Redis:
    """A server that keeps nothing on disk, as locks need nothing else; it can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._port, self._folder = free_port("127.0.0.1"), folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it."""
        plain = ["redis-server", "--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        with (self._folder / "redis.out").open("ab") as words:
            self._process = subprocess.Popen(plain, cwd=self._folder, stdout=words, stderr=words)

    def restart(self) -> None:
        """Kill it and start it a moment later, with every lock gone."""
        self.stop()
        time.sleep(0.5)
        self.start()

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()


def can_run() -> str:
    """Why a run with services of its own is not possible here; empty when it is."""
    if not _DEBIAN.exists() and shutil.which("initdb") is None:
        return "PostgreSQL's initdb and pg_ctl are not installed"
    return "" if shutil.which("redis-server") else "redis-server is not installed"


def children_of(pid: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in tasks.read_text().split()]
    return found


def _programs() -> Path:
    newest = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda program: int(program.parts[-3]))
    return newest[-1].parent if newest else Path(str(shutil.which("initdb"))).parent


def _somebody_else() -> Sequence[str]:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["setpriv", "--clear-groups", "--reuid=" + ("postgres" if "postgres" in names else "nobody")]
