"""Processes as data: the stages of each kind of case, who acts, by when and on what authority, and what comes next.

The files stand in `processes/`, one a kind of case. `texts` names a family of texts that several kinds share.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import yaml

from backoffice.errors import ProcessFileError
from backoffice.roles import Role

PROCESS_FILES = Path(__file__).with_name("processes")

#: The day on which a limit of so many working days ends; the day it starts is not counted.
WorkingDays = Callable[[date, int], date]

#: A limit that no article sets for this kind of case: promised, or kept after another's article.
_OF_ITS_OWN = ("own ", "as ", "common ")
_ARTICLE = re.compile(r"([A-Z][A-Z0-9-]*) Art\. ([0-9]+)")


@dataclass(frozen=True)
class Limit:
    """A time limit of a stage and the article it comes from.

    Attributes:
        days: its length.
        counted: `working` or `calendar` days.
        since: it runs from the beginning of the `stage` or from the `filing` of the case.
        latest: the law's outer limit where a shorter one is promised; the clock follows the shorter.
        in_full: a period that must run out before the case moves on, as a public notice must.
    """

    days: int
    counted: Literal["working", "calendar"]
    since: Literal["stage", "filing"]
    source: str
    latest: bool = False
    in_full: bool = False

    @property
    def law(self) -> str:
        """The articles as knowledge cites them (`DB21 19; ZJ-SA 11`); empty where the office promises it of its own."""
        if self.source.startswith(_OF_ITS_OWN):
            return ""
        return "; ".join(f"{tag} {article}" for tag, article in _ARTICLE.findall(self.source))

    def ends(self, filed_on: date, stage_on: date, working_days: WorkingDays) -> date:
        """The last day of the limit; a calendar period does not roll to a working day."""
        start = filed_on if self.since == "filing" else stage_on
        return working_days(start, self.days) if self.counted == "working" else start + timedelta(days=self.days)


@dataclass(frozen=True)
class Stage:
    """A stage of a process.

    Attributes:
        label: what staff and residents call it.
        who: the roles that act while a case stands here.
        next: stages that follow; none after a final one.
        returns: earlier stages that it may be sent back to.
        template: the text that tells the resident where the case stands.
        next_step: what happens next, in the resident's words.
        publishes: the facts that a public notice may show (公示); empty where nothing is published.
    """

    id: str
    label: str
    who: frozenset[Role]
    limits: tuple[Limit, ...]
    next: tuple[str, ...]
    returns: tuple[str, ...]
    template: str
    next_step: str | None
    final: bool
    publishes: tuple[str, ...]

    def due_on(self, filed_on: date, stage_on: date, working_days: WorkingDays) -> date | None:
        """The earliest end of the limits, none without a limit."""
        return min((limit.ends(filed_on, stage_on, working_days) for limit in self.limits), default=None)

    def earliest_end(self, filed_on: date, stage_on: date, working_days: WorkingDays) -> date | None:
        """The last day of the period that must run out here, none where nothing has to be waited for."""
        periods = (limit for limit in self.limits if limit.in_full)
        return max((period.ends(filed_on, stage_on, working_days) for period in periods), default=None)


@dataclass(frozen=True)
class Process:
    """The stages of one kind of case, in order; the first is where a filed case begins.

    Attributes:
        topic: what it is about in a word or two, such as 低保.
        needs_consent: nothing is handed over before the resident agreed.
    """

    kind: str
    label: str
    topic: str
    prefix: str
    needs_consent: bool
    stages: Mapping[str, Stage]

    @property
    def first(self) -> Stage:
        """Where a filed case begins."""
        return next(iter(self.stages.values()))


@dataclass(frozen=True)
class Processes:
    """The processes of all kinds of cases."""

    by_kind: Mapping[str, Process]

    @classmethod
    def load(cls, directory: Path = PROCESS_FILES) -> "Processes":
        """Read every process file of a directory.

        Raises:
            ProcessFileError: a stage or role that does not exist, a missing entry, or a stage that nothing leads to.
        """
        read = [_process(path) for path in sorted(directory.glob("*.yml"))]
        return cls({process.kind: process for process in read})

    def of(self, kind: str) -> Process:
        """The process of a kind of case."""
        return self.by_kind[kind]

    def stage(self, kind: str, stage: str) -> Stage:
        """A stage of a kind of case."""
        return self.by_kind[kind].stages[stage]

    def templates(self) -> tuple[str, ...]:
        """The ids of every text that tells a resident where a case stands."""
        return tuple(stage.template for process in self.by_kind.values() for stage in process.stages.values())


def _process(path: Path) -> Process:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        kind = document["kind"]
        texts = document.get("texts", kind)
        stages = {name: _stage(texts, name, entry) for name, entry in document["stages"].items()}
        process = Process(
            kind, document["label"], document["topic"], document["prefix"], document["needs_consent"], stages
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProcessFileError(path.name, f"{type(error).__name__}: {error}") from error
    _check(path.name, process)
    return process


def _stage(texts: str, name: str, entry: Mapping[str, Any]) -> Stage:
    return Stage(
        id=name,
        label=entry["label"],
        who=frozenset(Role(role) for role in entry["who"]),
        limits=tuple(Limit(**limit) for limit in entry.get("limits", ())),
        next=tuple(entry.get("next", ())),
        returns=tuple(entry.get("returns", ())),
        template=f"status.{texts}.{name}",
        next_step=entry.get("next_step"),
        final=entry.get("final", False),
        publishes=tuple(entry.get("publishes", ())),
    )


def _check(where: str, process: Process) -> None:
    reached = {process.first.id}
    for stage in process.stages.values():
        for name in (*stage.next, *stage.returns):
            if name not in process.stages:
                raise ProcessFileError(where, f"stage '{stage.id}' leads to '{name}', which does not exist")
        if stage.final == bool(stage.next):
            raise ProcessFileError(where, f"stage '{stage.id}' must either be final or name what comes next")
        reached.update(stage.next)
    if lost := set(process.stages) - reached:
        raise ProcessFileError(where, f"nothing leads to {', '.join(sorted(lost))}")
