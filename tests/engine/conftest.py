"""A tiny model, an action endpoint and an engine, each made once for all tests of this room.

These tests need Rasa, so the application's interpreter leaves them to the engine's.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.action_stub import ActionStub
from tests.engine.engine_process import ROOT, EngineProcess, running_engine

collect_ignore_glob = [] if importlib.util.find_spec("rasa") else ["test_*.py"]

TINY = Path(__file__).parent / "tiny"


def train(out: Path, config: Path, data: Path = TINY) -> Path:
    """Train with the project's own rules, as `assistant train` does."""
    command = [sys.executable, "-m", "engine.train", "--out", str(out), "--data", str(data), "--config", str(config)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return out


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's config.yml, with its cache of vectors elsewhere."""
    folder = tmp_path_factory.mktemp("config")
    text = (ROOT / "config.yml").read_text()
    assert "vector_cache: var/cache" in text
    (folder / "config.yml").write_text(text.replace("vector_cache: var/cache", f"vector_cache: {folder}"))
    return folder / "config.yml"


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, config: Path) -> Path:
    """A model of a few dozen messages."""
    return train(tmp_path_factory.mktemp("model") / "tiny.tar.gz", config)


@pytest.fixture(scope="session")
def shared_actions() -> Iterator[ActionStub]:
    """The action endpoint of the shared engine."""
    with ActionStub().running() as stub:
        yield stub


@pytest.fixture(scope="session")
def engine_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shared engine keeps its database and log."""
    return tmp_path_factory.mktemp("engine")


@pytest.fixture(scope="session")
def engine(model: Path, shared_actions: ActionStub, engine_folder: Path) -> Iterator[EngineProcess]:
    """An engine; tests keep apart by conversation."""
    with running_engine(model, shared_actions.url, engine_folder) as process:
        yield process


@pytest.fixture
def actions(shared_actions: ActionStub) -> ActionStub:
    """The action endpoint with nothing asked of it yet."""
    shared_actions.calls.clear()
    return shared_actions
