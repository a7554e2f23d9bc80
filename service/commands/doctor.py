"""`assistant doctor`: say what is missing or misconfigured, each with its remedy."""

import argparse
from typing import Any

from service.doctor import examine, healthy
from service.settings import Settings
from storage.clock import SystemClock

_SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("doctor", help="say what is missing or misconfigured, each with its remedy")
    parser.set_defaults(execute=execute)


def execute(_arguments: argparse.Namespace) -> int:
    """Print every finding; 1 when one of them is a problem."""
    findings = list(examine(Settings(), SystemClock()))
    for finding in findings:
        print(f"{_SIGNS[finding.level]} {finding.what}")
        if finding.remedy:
            print(f"    → {finding.remedy}")
    return 0 if healthy(findings) else 1
