"""The trained model: named after what it was trained from, so that a start knows whether it is still the right one.

A model that has also learnt messages which staff judged carries a second number, of those messages. Of several models of
the present sources the newest is used: they live in the database, and a start does not ask it.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from backoffice.unclear_messages import JudgedMessage
from service.errors import TrainingFailed
from service.settings import ROOT, Settings

MODEL = ".tar.gz"

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
    """Where the model for the present sources lies, or will; the newest where there are several."""
    plain = _path(settings)
    trained = plain.parent.glob(f"{plain.name.removesuffix(MODEL)}-judged-*{MODEL}")
    return max((path for path in (plain, *trained) if path.exists()), key=_written, default=plain)


def model_path_with(settings: Settings, judged: Sequence[JudgedMessage]) -> Path:
    """Where the model lies, or will, that has learnt these messages as well."""
    if not judged:
        return _path(settings)
    number = hashlib.sha256(_lines(judged).encode()).hexdigest()[:16]
    plain = _path(settings)
    return plain.with_name(f"{plain.name.removesuffix(MODEL)}-judged-{number}{MODEL}")


def _path(settings: Settings) -> Path:
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    folder = ROOT / settings.models_dir if settings.models_dir else settings.state("models")
    return folder / f"model-{digest.hexdigest()[:16]}{MODEL}"


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


def _lines(judged: Sequence[JudgedMessage]) -> str:
    """One JSON object a message, as the trainer reads them."""
    return "".join(json.dumps({"text": one.text, **vars(one.meaning)}, ensure_ascii=False) + "\n" for one in judged)


def _sources() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from sorted(ROOT.glob(pattern))


def train(settings: Settings, judged: Sequence[JudgedMessage] = ()) -> Path:
    """Train the model in the engine's environment; the file appears whole or not at all.

    Args:
        judged: messages that the assistant was not sure of and that staff have judged, without personal numbers.

    Raises:
        TrainingFailed: the trainer ended without one; its words are in the log file that the message names.
    """
    target = model_path_with(settings, judged)
    target.parent.mkdir(parents=True, exist_ok=True)
    log_file = settings.state("log", "train.log")
    log_file.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"new-{os.getpid()}-{target.name}")
    command = [str(settings.engine_interpreter()), "-m", "engine.train", "--judged", "--out", str(fresh)]
    with log_file.open("wb") as log:
        done = subprocess.run(command, cwd=ROOT, stdout=log, stderr=log, input=_lines(judged).encode(), check=False)
    if done.returncode != 0 or not fresh.exists():
        raise TrainingFailed(str(log_file))
    fresh.replace(target)
    return target


def ensure_model(settings: Settings) -> Path:
    """The model for the present sources, trained first when there is none."""
    path = model_path(settings)
    return path if path.exists() else train(settings)
