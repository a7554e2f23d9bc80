"""`assistant train`: train the model from nlu/data, bot/dialogue and config.yml."""

import argparse
from typing import Any

from service.model import model_path, train
from service.progress import step
from service.settings import Settings


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("train", help="train the model from nlu/data, bot/dialogue and config.yml")
    parser.add_argument("--force", action="store_true", help="also when the model for these sources is there")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Train unless the model for the present sources is there."""
    settings = Settings()
    if model_path(settings).exists() and not arguments.force:
        print(f"The model for these sources is there: {model_path(settings)}")
        return 0
    with step("训练理解模型 · training the model"):
        path = train(settings)
    print(path)
    return 0
