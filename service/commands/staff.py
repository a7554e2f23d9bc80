"""`assistant staff add`: make an account for a member of staff; its first password is printed once."""

import argparse
from typing import Any

from backoffice.actors import Actor
from backoffice.office import BackOffice
from backoffice.roles import Role
from service.settings import Settings
from storage.clock import SystemClock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("staff", help="accounts of staff")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    add = verbs.add_parser("add", help="make an account; its first password is printed once")
    add.add_argument("username", help="what they sign in with")
    add.add_argument("name", help="how colleagues call them")
    add.add_argument("--role", action="append", choices=[role.value for role in Role], required=True)
    add.add_argument(
        "--no-danger", action="store_true", help="people in danger are not shown to them, whatever the role"
    )
    add.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Make the account."""
    settings = Settings()
    database = Database(settings.database_address())
    office = BackOffice.open(Vault(KeyRing.load(settings.state("keys.json"))), SystemClock())
    roles = frozenset(Role(role) for role in arguments.role)
    with database.write() as c:
        made = office.staff.add(
            c,
            arguments.username,
            arguments.name,
            roles,
            actor=Actor.system("command line"),
            sees_danger=not arguments.no_danger,
        )
    print(f"{made.member.username} {made.password}")
    database.dispose()
    return 0
