"""The trained model: named after what it was trained from, so that a start knows whether it is still the right one."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from service.errors import TrainingFailed
from service.settings import ROOT, Settings

#: What a model depends on, below the project's folder.
SOURCES = (
    "config.yml",
    "bot/dialogue/*.yml",
    "nlu/data/**/*.yml",
    "nlu/components/*.py",
    "nlu/training/*.py",
    "engine/*.py",
)


def model_path(settings: Settings) -> Path:
    """Where the model for the present sources lies, or will."""
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    folder = ROOT / settings.models_dir if settings.models_dir else settings.state("models")
    return folder / f"model-{digest.hexdigest()[:16]}.tar.gz"


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from sorted(ROOT.glob(pattern))


def train(settings: Settings) -> Path:
    """Train the model in the engine's environment; the file appears whole or not at all.

    Raises:
        TrainingFailed: the trainer ended without one; its words are in the log file that the message names.
    """
    target = model_path(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    log_file = settings.state("log", "train.log")
    log_file.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"new-{os.getpid()}-{target.name}")
    command = [str(settings.engine_interpreter()), "-m", "engine.train", "--out", str(fresh)]
    with log_file.open("wb") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0 or not fresh.exists():
        raise TrainingFailed(str(log_file))
    fresh.replace(target)
    return target


def ensure_model(settings: Settings) -> Path:
    """The model for the present sources, trained first when there is none."""
    path = model_path(settings)
    return path if path.exists() else train(settings)
