"""`assistant transcript CONVERSATION`: keep how a conversation went as a test of the dialogue, nobody's name or number in it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from backoffice.office import BackOffice
from backoffice.roles import StaffMember
from service.counties import look_in_the_state_folder
from service.engine_at_hand import engine_at_hand
from service.errors import NoSuchAccount
from service.settings import Settings
from service.transcript import transcript_of
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser(
        "transcript", help="keep how a conversation went as a test of the dialogue, whom it was about left out"
    )
    parser.add_argument("conversation", help="its id, as it stands in the address of its page")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="the account that reads it, for the log")
    parser.add_argument("--name", required=True, help="what the conversation shows, in a sentence")
    parser.add_argument("-o", "--out", type=Path, help="a new file in tests/dialogue/transcripts; else the terminal")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Read the conversation as that account, write it; never over a file that is there."""
    if arguments.out is not None and arguments.out.exists():
        print(f"assistant: {arguments.out} is there already; name a new file", file=sys.stderr)
        return 1
    text = _text(Settings(), arguments.conversation, arguments.by, arguments.name)
    if arguments.out is None:
        print(text, end="")
        return 0
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{arguments.out}: look through it, then run pytest tests/dialogue/test_transcripts.py")
    return 0


def _text(settings: Settings, conversation: str, username: str, name: str) -> str:
    look_in_the_state_folder(settings)
    database, vault = Database(settings.database_address()), Vault(KeyRing.load(settings.state("keys.json")))
    office = BackOffice.open(vault, SystemClock())
    try:
        with engine_at_hand(settings) as engine, database.write() as c:
            return transcript_of(c, vault, office, conversation, _account(office.staff.list(c), username), name, engine)
    finally:
        database.dispose()


def _account(staff: list[StaffMember], username: str) -> StaffMember:
    found = next((member for member in staff if member.username == username and member.active), None)
    if found is None:
        raise NoSuchAccount(username)
    return found
