"""`assistant run`: set up what is missing, then serve the assistant on this machine until Ctrl-C."""

import argparse
import sys
from typing import Any

from rich.panel import Panel

from service.commands.serve import serve_until_stopped
from service.preparing import Prepared, prepare
from service.progress import console
from service.serving import Addresses, choose_addresses
from service.settings import Settings


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("run", help="set up what is missing, then serve on this machine until Ctrl-C")
    parser.set_defaults(execute=execute)


def execute(_arguments: argparse.Namespace) -> int:
    """Prepare, tell the addresses, serve."""
    settings = Settings()
    addresses = choose_addresses(settings)
    prepared = prepare(settings)
    serve_until_stopped(settings, addresses, on_ready=lambda: _tell(addresses, prepared))
    return 0


def _tell(addresses: Addresses, prepared: Prepared) -> None:
    lines = [
        f"居民网页 · web chat        {addresses.origin}/",
        f"工作台 · staff console     {addresses.origin}/staff/",
        f"第一个密码 · first password {prepared.password_file}",
        f"密钥 · keys (back them up) {prepared.keys_file}",
    ]
    console.print(Panel("\n".join(lines), title="可以用了 · ready", subtitle="Ctrl-C 停止 · stops everything"))
    if prepared.made_keys:
        console.print("密钥刚刚生成。丢了密钥，存下的内容谁也打不开，请另存一份。")
    sys.stderr.flush()
