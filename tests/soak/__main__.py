"""The long run: `make soak`. A thousand residents write to the dialogue, a hundred of them through the real engine.

    python -m tests.soak [--residents 1000] [--engine 100] [--edits 2000] [--first 0] [--again]

Goes on where it was stopped (`--again` begins anew); keeps what it found in `tests/soak/report.json` and `report.md`, and
what the model made of new words in `understood.jsonl`. Ends with 1 when anything was wrong or a bar was missed.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.dialogue.texts import Texts
from service.model import model_path
from service.settings import ROOT, Settings
from tests.running import MODELS
from tests.soak.batches import Listening, edit_some, listen_to_some
from tests.soak.courses import converse, course_from_json
from tests.soak.real_engine import RealEngine, real_engine
from tests.soak.report import clean, keep, summed_up
from tests.soak.residents import Resident
from tests.soak.understanding import Understandings

STATE = ROOT / "var" / "soak"
#: Residents, or edits, that a process does in one go.
AT_ONCE = 20


def main(arguments: list[str] | None = None) -> int:
    """Run what is left of it, keep the report, say how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--residents", type=int, default=1000)
    parser.add_argument("--engine", type=int, default=100, help="how many of them go through the real engine")
    parser.add_argument("--edits", type=int, default=2000, help="random edits that are compared with a fresh run")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--again", action="store_true", help="forget what was done before")
    asked = parser.parse_args(arguments)
    settings = Settings(models_dir=MODELS, _env_file=None)
    done = Done(STATE / f"{asked.first}-{model_path(settings).name.split('.')[0]}.jsonl", fresh=asked.again)
    seeds = range(asked.first, asked.first + asked.residents)
    began = time.monotonic()
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as bars:
        _run(bars, done, settings, seeds, asked.engine, asked.edits)
    courses = [course_from_json(done.courses[seed]) for seed in seeds]
    report = summed_up(courses, Texts.load(), done.edits, done.seconds + time.monotonic() - began)
    done.add({"seconds": time.monotonic() - began})
    keep(report)
    print(json.dumps({key: value for key, value in report.items() if key not in ("violations", "edits")}, indent=1))
    for seed, faults in report["violations"].items():
        print(seed, *faults, sep="\n    ")
    print("nothing was wrong" if clean(report) else "SOMETHING WAS WRONG, see tests/soak/report.md")
    return 0 if clean(report) else 1


class Done:
    """What was done already, one JSON document a line; a run that was stopped goes on behind it."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        self.courses: dict[int, Mapping[str, Any]] = {}
        self.edits: dict[int, list[str]] = {}
        self.seconds = 0.0
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            self._take(json.loads(line))

    def add(self, document: Mapping[str, Any]) -> None:
        """Keep one outcome."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
        self._take(document)

    def _take(self, document: Mapping[str, Any]) -> None:
        if "course" in document:
            self.courses[document["course"]["seed"]] = document["course"]
        elif "edit" in document:
            self.edits[document["edit"]] = document["faults"]
        else:
            self.seconds += document["seconds"]


class Run:
    """What is left of a run, done by several processes at once while this one speaks through the engine."""

    def __init__(self, bars: Progress, done: Done, engine: RealEngine, model: str, crowd: ProcessPoolExecutor) -> None:
        self._done, self._engine, self._crowd, self._bars = done, engine, crowd, bars
        self._record = Understandings.load(model=model, engine=engine.client)
        self._listened: list[Future[Any]] = []
        self._edited: list[Future[Any]] = []

    def begin(self, seeds: Sequence[int], edits: Sequence[int]) -> None:
        """Hand out what several processes do."""
        for some in _in_parts([seed for seed in seeds if seed not in self._done.courses]):
            task = Listening(tuple(some), self._record.model, self._engine.url, self._engine.token)
            self._listened.append(self._crowd.submit(listen_to_some, task))
        for some in _in_parts([seed for seed in edits if seed not in self._done.edits]):
            self._edited.append(self._crowd.submit(edit_some, some))

    def through_the_engine(self, seeds: Sequence[int], bar: TaskID) -> None:
        """Let these residents speak with the engine, and take in meanwhile what is ready."""
        for seed in seeds:
            if seed not in self._done.courses:
                resident = Resident(seed)
                course = converse(self._engine.talk(resident.channel, f"soak-{seed}"), resident, engine=True)
                self._done.add({"course": asdict(course)})
                self._bars.advance(bar)

    def finish(self, residents: TaskID, edits: TaskID) -> None:
        """Wait for the others, and keep what the model made of new words."""
        for future in as_completed([*self._listened, *self._edited]):
            if future in self._edited:
                for seed, faults in future.result():
                    self._done.add({"edit": seed, "faults": faults})
                    self._bars.advance(edits)
                continue
            fresh, courses = future.result()
            self._record.known.update(fresh)
            for course in courses:
                self._done.add({"course": course})
                self._bars.advance(residents)
            self._record.save()


def _in_parts(seeds: Sequence[int]) -> list[list[int]]:
    return [list(seeds[at : at + AT_ONCE]) for at in range(0, len(seeds), AT_ONCE)]


def _run(bars: Progress, done: Done, settings: Settings, seeds: range, engine_speaks: int, edits: int) -> None:
    residents = bars.add_task("residents", total=len(seeds), completed=sum(seed in done.courses for seed in seeds))
    edited = bars.add_task("edits", total=edits, completed=sum(seed in done.edits for seed in range(edits)))
    with (
        tempfile.TemporaryDirectory() as folder,
        real_engine(Path(folder), settings) as engine,
        ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as crowd,
    ):
        run = Run(bars, done, engine, model_path(settings).name, crowd)
        run.begin(seeds[engine_speaks:], range(edits))
        run.through_the_engine(seeds[:engine_speaks], residents)
        run.finish(residents, edited)


if __name__ == "__main__":
    sys.exit(main())
