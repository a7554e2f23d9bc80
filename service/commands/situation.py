"""`assistant situation RECEIPT`: keep what was told in a case as a situation of the rules' tests, without anything personal."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from backoffice.drafts import Draft
from backoffice.office import BackOffice
from service.counties import look_in_the_state_folder
from service.errors import NoSuchReceipt
from service.open_cases import answers_of
from service.policy_test import policy_test
from service.settings import Settings
from storage.clock import SystemClock, today
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser(
        "situation", help="keep a case's facts as a test of the rules, nothing personal in it"
    )
    parser.add_argument("receipt", help="receipt number of the case")
    parser.add_argument("--name", required=True, help="what the situation shows, in a sentence")
    parser.add_argument("--on", type=date.fromisoformat, help="day whose rules apply; today when left out")
    parser.add_argument("-o", "--out", type=Path, help="a new file below tests/policy; the terminal when left out")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Read the case's draft, write the situation; never over a file that is there."""
    settings = Settings()
    look_in_the_state_folder(settings)
    draft = _draft(settings, arguments.receipt)
    text = policy_test(answers_of(draft), draft.county, arguments.on or today(), arguments.name)
    if arguments.out is None:
        print(text, end="")
        return 0
    if arguments.out.exists():
        print(f"assistant: {arguments.out} is there already; name a new file", file=sys.stderr)
        return 1
    arguments.out.write_text(text, encoding="utf-8")
    print(f"{arguments.out}: look through it, then run pytest tests/policy")
    return 0


def _draft(settings: Settings, receipt: str) -> Draft:
    database = Database(settings.database_address())
    office = BackOffice.open(Vault(KeyRing.load(settings.state("keys.json"))), SystemClock())
    try:
        with database.read() as c:
            case = office.cases.find(c, receipt)
            if case is None:
                raise NoSuchReceipt(receipt)
            return office.drafts.get(c, case.draft_id)
    finally:
        database.dispose()
