"""`assistant simulate --change parameters.yaml [HOUSEHOLDS]`: who changes verdict and what it costs. Writes nothing but the files named."""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from knowledge import County, load_county
from knowledge.programmes.rule_book import rule_book
from knowledge.register import Register
from registers.change import check_change, read_change
from registers.flips_picture import cost_zh, flips_picture
from registers.register_file import RegisterFile, RegisterPlan
from registers.simulation import Simulation, columns, lines, simulate
from registers.tables import BadRow
from registers.words import words
from service.counties import look_in_the_state_folder
from service.open_cases import open_cases
from service.progress import console
from service.settings import Settings
from storage.clock import today


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("simulate", help="who would change verdict under other figures, and what it costs")
    parser.add_argument("households", type=Path, nargs="?", metavar="HOUSEHOLDS", help="the open cases when left out")
    parser.add_argument("--change", type=Path, required=True, metavar="parameters.yaml", help="the figures to try")
    parser.add_argument("--members", type=Path, help="CSV or Parquet with the members of the households")
    parser.add_argument("--county", help="county pack for rows that name none; the deployment's when left out")
    parser.add_argument("--on", type=date.fromisoformat, help="day whose rules and figures apply; today when left out")
    parser.add_argument("--programme", action="append", choices=list(rule_book()), help="only these; may be repeated")
    parser.add_argument("--leave-out", action="append", default=[], metavar="COLUMN", help="a column not to be read")
    parser.add_argument("--chart", type=Path, metavar="FILE.svg", help="draw a picture of it")
    parser.add_argument("--table", type=Path, metavar="FILE.csv", help="write the whole table")
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Judge everybody twice, show who changes."""
    settings = Settings()
    look_in_the_state_folder(settings)
    on = arguments.on or today()
    change = read_change(arguments.change)
    check_change(change, load_county(arguments.county or settings.county), on, arguments.change)
    programmes = tuple(arguments.programme) if arguments.programme else None
    unreadable: list[BadRow] = []
    with tempfile.TemporaryDirectory(prefix="simulate-") as folder:
        registers = (
            _of_file(arguments, settings, on, Path(folder), unreadable)
            if arguments.households
            else open_cases(settings, on)
        )
        found = simulate(registers, change, on, programmes)
    _show(found)
    if arguments.chart:
        arguments.chart.write_text(flips_picture(found), encoding="utf-8")
    if arguments.table:
        _write(arguments.table, found)
    if unreadable:
        print(
            f"assistant: {len(unreadable)} cells or rows could not be read; `assistant sweep` lists them",
            file=sys.stderr,
        )
    return 0


def _of_file(
    arguments: argparse.Namespace, settings: Settings, on: date, folder: Path, unreadable: list[BadRow]
) -> Iterator[tuple[County, Register]]:
    plan = RegisterPlan(
        households=arguments.households,
        on=on,
        county=arguments.county or settings.county,
        members=arguments.members,
        left_out=tuple(arguments.leave_out),
    )
    register = RegisterFile(plan, folder)
    unreadable += register.sort_members()
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bars, console=console) as progress:
        task = progress.add_task("试算 · trying the figures", total=register.count())
        for number, piece in register.pieces():
            unreadable += piece.bad
            for county, households in register.households(number, piece, unreadable):
                yield county, households.register
            progress.advance(task, len(piece.rows) + len(piece.bad))


def _show(found: Simulation) -> None:
    say = words().simulation
    table = Table(
        *(Column(heading, overflow="fold") for heading in say["columns"]),
        title=f"{found.label}，{found.on}，{found.households} 户",
    )
    for row in found.changed:
        counts = (row.before, row.after, row.gained, row.lost, row.settled, row.opened)
        table.add_row(row.county_zh, row.label_zh, *map(str, counts), cost_zh(row, words()), str(row.unpriced))
    Console().print(table if found.changed else f"{found.label}：{say['nothing']}（{found.households} 户）")


def _write(file: Path, found: Simulation) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns())
        writer.writerows(lines(found))
