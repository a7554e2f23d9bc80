"""The long run: `make faults`. Residents write by three channels while processes, services, providers and clocks break.

    python -m tests.faults [sqlite] [services] [--rounds 5] [--conversations 60] [--seed 1] [--anew]
    python -m tests.faults page          writes docs/faults.md from the kept reports

A run goes in rounds. Each that is done stands in `var/faults/<shape>.jsonl` with its seed, so a run that was killed goes
on with the next. Ends with 1 when anything was lost, doubled without a cause, out of order or left unanswered.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.progress import Progress

from service.settings import ROOT
from tests.faults.own_services import can_run
from tests.faults.report import PAGE, REPORTS, keep, page, reports
from tests.faults.round import Found, Sides, one_round
from tests.faults.town import SHAPES, Shape

FOLDER = ROOT / "var" / "faults"


class Journal:
    """The rounds of one shape that are done, and how conversations go on a quiet day."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.rounds: list[Found] = []
        self.stories: Mapping[str, Sides] | None = None
        known = file.read_text(encoding="utf-8") if file.exists() else ""
        self._torn = bool(known) and not known.endswith("\n")
        for line in known.splitlines():
            self._take(line)

    def _take(self, line: str) -> None:
        try:
            entry = json.loads(line)
        except ValueError:
            return  # cut off by the end of an earlier run: the round is made again
        if "stories" in entry:
            self.stories = {name: (said, heard) for name, (said, heard) in entry["stories"].items()}
        else:
            self.rounds.append(Found(**entry["round"]))

    def add(self, found: Found, stories: Mapping[str, Sides]) -> None:
        """A round is done."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        entries = [{"round": asdict(found)}] if self.stories else [{"stories": stories}, {"round": asdict(found)}]
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write("\n" if self._torn else "")
            self._torn = False
            lines.writelines(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        self.stories = stories
        self.rounds.append(found)


def run(shape: Shape, journal: Journal, seeds: Sequence[int], conversations: int) -> None:
    """Every round that is still missing."""
    done = {found.seed for found in journal.rounds}
    for seed in seeds:
        if seed in done:
            continue
        folder = FOLDER / f"{shape.name}-{seed}"
        shutil.rmtree(folder, ignore_errors=True)
        with _bar(f"{shape.name}, seed {seed}", conversations) as advance:
            found, stories = one_round(folder, shape, seed, conversations, journal.stories, progress=advance)
        journal.add(found, stories)
        faults = sum(found.faults.values())
        print(f"{shape.name}, seed {seed}: {faults} faults, {len(found.violations)} violations, {found.seconds:.0f} s")
        if not found.violations:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _bar(words: str, total: int) -> Iterator[Callable[[], None]]:
    with Progress() as progress:
        task = progress.add_task(words, total=total)
        yield lambda: progress.advance(task)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, keep the reports, say how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("what", nargs="*", choices=[*SHAPES, "page"], default=list(SHAPES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--conversations", type=int, default=60, help="in each round")
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--anew", action="store_true", help="forget the rounds that are done")
    asked = parser.parse_args(arguments)
    names = [name for name in asked.what if name in SHAPES]
    found = [_run_shape(SHAPES[name], asked) for name in names]
    PAGE.write_text(page(reports()), encoding="utf-8")
    return 0 if all(found) else 1


def _run_shape(shape: Shape, asked: argparse.Namespace) -> bool:
    """Whether nothing was wrong."""
    missing = can_run() if shape.services else ""
    if missing:
        print(f"{shape.name}: {missing}")
        return False
    seeds = range(asked.seed, asked.seed + asked.rounds)
    file = FOLDER / f"{shape.name}.jsonl"
    journal = Journal(file)
    if asked.anew or {found.seed for found in journal.rounds}.issuperset(seeds):
        file.unlink(missing_ok=True)
        journal = Journal(file)
    run(shape, journal, seeds, asked.conversations)
    whole = keep(REPORTS, shape.name, journal.rounds)
    for line in whole["violations"]:
        print(line)
    print(f"{shape.name}: {whole['faults_in_all']} faults, {len(whole['violations'])} violations")
    return not whole["violations"]


if __name__ == "__main__":
    sys.exit(main())
