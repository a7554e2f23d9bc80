"""`assistant chat`: talk with the assistant in this terminal, through the same turn that a channel uses."""

import argparse
from typing import Any

from channels.terminal import Terminal
from service.logs import configure_logs
from service.preparing import prepare
from service.serving import assembled, choose_addresses
from service.settings import Settings


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("chat", help="talk with the assistant in this terminal")
    parser.set_defaults(execute=execute)


def execute(_arguments: argparse.Namespace) -> int:
    """Talk until 再见 or Ctrl-D."""
    settings = Settings()
    prepare(settings)
    configure_logs(settings)
    with assembled(settings, choose_addresses(settings)) as (assistant, _client, _process):
        Terminal(assistant.database, assistant.vault, assistant.gateway).talk()
    return 0
