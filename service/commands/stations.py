"""`assistant stations load FILE.csv`: the directory of legal-aid stations, checked row by row and put in place of the former one."""

import argparse
import sys
from pathlib import Path
from typing import Any

from backoffice.actors import Actor
from backoffice.office import BackOffice
from service.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("stations", help="the directory of legal-aid stations")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    load = verbs.add_parser("load", help="check a CSV file and put it in place of the directory")
    load.add_argument("file", type=Path, metavar="FILE.csv")
    load.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Load; 1 when something must be corrected first, with each line, what is wrong and what to do."""
    settings = Settings()
    try:
        text = arguments.file.read_bytes()
    except OSError as problem:
        print(f"assistant: {arguments.file} cannot be read ({problem.strerror}). Name a CSV file.", file=sys.stderr)
        return 1
    database = Database(settings.database_address())
    office = BackOffice.open(Vault(KeyRing.load(settings.state("keys.json"))), SystemClock())
    with database.write() as c:
        done = office.stations.load_csv(c, text, Actor.system("command line"))
    database.dispose()
    for row in done.bad:
        print(f"✗ 第 {row.line} 行，{row.column}：{row.problem}。{row.remedy}")
    if not done.loaded:
        print(f"assistant: {len(done.bad)} faults to correct; nothing was loaded", file=sys.stderr)
        return 1
    print(f"✓ {done.loaded} rows loaded in place of the directory")
    return 0
