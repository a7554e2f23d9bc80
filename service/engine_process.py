"""The engine as a child of this process: started, watched, started again when it dies, and stopped with us."""

import logging
import os
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.engine_client import EngineClient
from service.errors import EngineDidNotStart
from service.settings import ROOT

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EngineCommand:
    """How the engine is started."""

    interpreter: Path
    model: Path
    log_file: Path
    environment: Mapping[str, str]


def engine_environment(
    *, url: str, token: str, keys: str, database: str, action_url: str, action_token: str, **more: str
) -> dict[str, str]:
    """What an engine of ours is told: where it listens, its keys, where its trackers lie, whom it asks for a step.

    `more` are settings that only some engines need, by the names that `engine.serve` reads.
    """
    host, _, port = url.removeprefix("http://").rpartition(":")
    return {
        "ENGINE_HOST": host,
        "ENGINE_PORT": port,
        "ENGINE_TOKEN": token,
        "ENGINE_KEYS": keys,
        "ENGINE_DATABASE_URL": database,
        "ENGINE_ENDS_WITH_STDIN": "1",
        "ACTION_URL": action_url,
        "ACTION_TOKEN": action_token,
        **more,
    }


class EngineProcess:
    """Keeps one engine running until `stop`.

    The child reads our end of a pipe: when this process dies, however it dies, the pipe closes and the engine ends.
    """

    def __init__(self, command: EngineCommand, client: EngineClient) -> None:
        self._command, self._client = command, client
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher = threading.Thread(target=self._watch, name="engine-watcher", daemon=True)

    @property
    def pid(self) -> int | None:
        """The child's process id, while there is one."""
        return self._child.pid if self._child else None

    def start(self, seconds: float = 60.0) -> None:
        """Start the engine and wait until it takes turns.

        Raises:
            EngineDidNotStart: not ready in time, or it ended.
        """
        self._child = self._spawn()
        deadline = time.monotonic() + seconds
        while not self._client.ready():
            if self._child.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise EngineDidNotStart(seconds, str(self._command.log_file))
            time.sleep(0.1)
        self._watcher.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End the engine, politely first."""
        self._stopping.set()
        child = self._child
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [str(self._command.interpreter), "-m", "engine.serve", "--model", str(self._command.model)]
        self._command.log_file.parent.mkdir(parents=True, exist_ok=True)
        # The application's own settings hold secrets that are none of the engine's business.
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
        environment = {**inherited, **self._command.environment}
        with self._command.log_file.open("ab") as words:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=words,
                stderr=words,
                start_new_session=True,  # Ctrl-C is ours to handle
            )

    def _watch(self) -> None:
        while not self._stopping.is_set():
            child = self._child
            if child is not None and child.poll() is not None and not self._stopping.is_set():
                log.warning("the engine ended with code %s and is started again", child.returncode)
                self._child = self._spawn()
            self._stopping.wait(0.2)
