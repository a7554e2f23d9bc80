"""Stock Rasa with DIET, trained on the same messages: `.venv-baseline/bin/python -m bench.stock_diet < messages > acts`.

Reads one message a line, prints the act that it takes it for. The model is kept under `var/baseline`, named after what it
was trained from. It knows acts alone: they are its intents.
"""

import asyncio
import hashlib
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).parents[1]
CONFIG = Path(__file__).with_suffix(".yml")
DATA = ROOT / "nlu" / "data"
MODELS = ROOT / "var" / "baseline"


def model_path() -> Path:
    """Where the model of the present training messages lies, or will."""
    digest = hashlib.sha256()
    for file in (CONFIG, *sorted(DATA.glob("*.yml"))):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return MODELS / f"diet-{digest.hexdigest()[:16]}.tar.gz"


def train() -> Path:
    """The model, trained first where there is none."""
    path = model_path()
    if not path.exists():
        from rasa.model_training import train_nlu

        train_nlu(str(CONFIG), str(DATA), str(MODELS), fixed_model_name=path.name.removesuffix(".tar.gz"))
    return path


def acts(model: Path, messages: "list[str]") -> "list[str]":
    """The likeliest act of each message."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)  # it would log every message
    agent = Agent.load(str(model))

    async def read() -> "list[str]":
        return [str((await agent.parse_message(message))["intent"]["name"]) for message in messages]

    return asyncio.run(read())


def main(lines: TextIO) -> None:
    """Train where need be, then read."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Rasa prints as well; only the answers go where they are read
    messages = [line.rstrip("\n") for line in lines]
    with answers:
        answers.writelines(f"{act}\n" for act in acts(train(), messages))


if __name__ == "__main__":
    main(sys.stdin)
