"""`assistant templates`: every text that may leave, as a table for carriers that send only what was registered."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.dialogue.texts import Texts
from channels.template_list import as_csv, listed_texts


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("templates", help="the texts to register with a carrier, as a CSV table")
    parser.add_argument("-o", "--out", type=Path, metavar="FILE.csv", help="where it goes; this terminal unless given")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Write the list; 1 when it cannot be written there."""
    listed = list(listed_texts(Texts.load().messages.values()))
    if arguments.out is None:
        print(as_csv(listed), end="")
        return 0
    try:
        arguments.out.write_text(as_csv(listed), encoding="utf-8-sig", newline="")
    except OSError as problem:
        print(f"assistant: {arguments.out} cannot be written ({problem.strerror}). Name another file.", file=sys.stderr)
        return 1
    print(
        f"✓ {len(listed)} texts in {arguments.out}. Register them, write the carrier's codes into the column `code`, "
        "and name the file as ASSISTANT_TWILIO_TEMPLATES or ASSISTANT_ALIYUN_TEMPLATES."
    )
    return 0
