"""`assistant parse SLOT`: read one answer a line, print the parsed value as JSON a line."""

import argparse
import json
import sys
from datetime import date
from typing import Any

from nlu.parsers import SLOTS, parse_slot
from storage.clock import today


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("parse", help="read one answer a line, print its value as JSON a line")
    parser.add_argument("slot", choices=sorted(SLOTS), help="what the answers are")
    parser.add_argument("--today", type=date.fromisoformat, help="the day that 昨天 and ages count from (YYYY-MM-DD)")
    parser.add_argument("--options", type=_options, help="for choice: how many there are, or their words, 甲,乙")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Parse standard input line by line."""
    day = arguments.today or today()
    options = arguments.options
    for line in sys.stdin:
        value = parse_slot(arguments.slot, line.rstrip("\n"), today=day, options=options)
        print(json.dumps(value, ensure_ascii=False), flush=True)
    return 0


def _options(words: str) -> list[str] | None:
    if not words:
        return None
    if not words.isdecimal():
        return words.split(",")
    if not 1 <= len(words) <= 2 or int(words) == 0:
        raise argparse.ArgumentTypeError(f"{words} options: a question has 1 to 99; give their number, or their words")
    return [f"选项{n}" for n in range(1, int(words) + 1)]
