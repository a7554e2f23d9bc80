"""`assistant understand`: read one message a line, print how it is understood as JSON a line.

Exactly what a live message runs: keyword layer, trained model, thresholds; over the running engine when one is named
in the settings, else over one that is started for this call.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import Any

from service.engine_at_hand import engine_at_hand
from service.settings import Settings
from service.understanding import Understanding
from storage.clock import today


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("understand", help="read one message a line, print how it is understood")
    parser.add_argument("--no-model", action="store_true", help="only what the keyword layer says")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Understand standard input line by line."""
    lines = (line.rstrip("\r\n") for line in sys.stdin)
    if arguments.no_model:
        _print(Understanding(None, today()).of(lines))
        return 0
    with engine_at_hand(Settings()) as engine:
        for batch in batched(lines, 64):
            _print(Understanding(engine, today()).of(batch))
    return 0


def _print(results: Iterable[dict[str, Any]] | Iterator[dict[str, Any]]) -> None:
    for result in results:
        print(json.dumps(result, ensure_ascii=False), flush=True)
