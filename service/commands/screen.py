"""`assistant screen`: judge one situation, given as JSON, for every programme."""

import argparse
import json
import sys
from typing import Any

from knowledge import screen_document
from service.counties import look_in_the_state_folder
from service.settings import Settings
from storage.clock import today


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("screen", help="judge one situation, given as JSON, for every programme")
    parser.add_argument("file", nargs="?", default="-", help="a JSON file, or - for standard input (default)")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Read the situation, print the verdicts; one without a day or county is judged today, for this deployment's county."""
    settings = Settings()
    look_in_the_state_folder(settings)
    try:
        document = json.loads(_words(arguments.file))
    except json.JSONDecodeError as error:
        print(
            f"assistant: the input is not JSON: line {error.lineno}, column {error.colno}: {error.msg}", file=sys.stderr
        )
        return 1
    except (UnicodeDecodeError, RecursionError) as error:
        print(f"assistant: the input is not JSON in UTF-8 ({type(error).__name__})", file=sys.stderr)
        return 1
    if isinstance(document, dict):
        document.setdefault("on", today().isoformat())
        document.setdefault("county", settings.county)
    json.dump(screen_document(document), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def _words(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    with open(file, encoding="utf-8") as words:
        return words.read()
