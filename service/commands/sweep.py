"""`assistant sweep`: judge a whole register, and list what does not fit together in it."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from knowledge.programmes.rule_book import rule_book
from registers.register_file import RegisterPlan
from registers.sweep import Sweep
from registers.words import words
from service.counties import look_in_the_state_folder
from service.progress import console
from service.settings import Settings
from storage.clock import today

VERDICTS = {"eligible": "符合", "ineligible": "不符合", "unknown": "还不能定"}


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("sweep", help="judge a whole register; who is owed, paid twice, or no longer due")
    parser.add_argument("households", type=Path, metavar="HOUSEHOLDS", help="CSV or Parquet, see docs/registers.md")
    parser.add_argument("-o", "--out", type=Path, required=True, help="out.csv, out.parquet, or a folder")
    parser.add_argument("--members", type=Path, help="CSV or Parquet with the members of the households")
    parser.add_argument("--county", help="county pack for rows that name none; the deployment's when left out")
    parser.add_argument("--on", type=date.fromisoformat, help="day whose rules and figures apply; today when left out")
    parser.add_argument("--programme", action="append", choices=list(rule_book()), help="only these; may be repeated")
    parser.add_argument("--leave-out", action="append", default=[], metavar="COLUMN", help="a column not to be read")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Judge, show the totals, say where the files are; rows that could not be read are counted on the error output."""
    settings = Settings()
    look_in_the_state_folder(settings)
    plan = RegisterPlan(
        households=arguments.households,
        on=arguments.on or today(),
        county=arguments.county or settings.county,
        members=arguments.members,
        left_out=tuple(arguments.leave_out),
    )
    programmes = tuple(arguments.programme) if arguments.programme else None
    sweep = Sweep(plan, arguments.out, programmes)
    summary = _run(sweep)
    _show(summary)
    outputs = sweep.outputs
    print("\n".join(str(file) for file in (outputs.verdicts, outputs.flags, outputs.bad_rows, outputs.summary)))
    lost = summary["unreadable"] + summary["members_without_household"]
    if lost:
        print(f"assistant: {lost} rows could not be read; {outputs.bad_rows} lists them", file=sys.stderr)
    return 0


def _run(sweep: Sweep) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("核对登记册 · sweeping the register", total=sweep.count())
        sweep.progress = lambda rows: progress.advance(task, rows)
        return sweep.run()


def _show(summary: dict[str, Any]) -> None:
    headings = ("项目", *VERDICTS.values(), *words().flags.values())
    table = Table(
        *(Column(heading, overflow="fold") for heading in headings), title=f"{summary['judged']} 户，{summary['on']}"
    )
    for name, programme in rule_book().items():
        if f"{name}.eligible" in summary["verdicts"]:
            counts = [summary["verdicts"].get(f"{name}.{verdict}", 0) for verdict in VERDICTS]
            flagged = [summary["flags"].get(f"{name}.{flag}", 0) for flag in words().flags]
            table.add_row(programme.label_zh, *(str(count) for count in (*counts, *flagged)))
    Console().print(table)
    print(
        f"{summary['variables']} variables and {summary['bytes_a_household']:.0f} bytes a household in memory; "
        f"rules {summary['rules_version']}"
    )
