"""`make fuzz`: every parser for ten minutes, or `SECONDS=n`; goes on where it was, and keeps its seeds and a report.

python -m tests.fuzz [--seconds 600] [NAME …]
"""

import argparse
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import TARGETS, Target

REPORT = Path(__file__).parent / "report.json"
_BATCH = 500


@dataclass
class Outcome:
    """What came of one parser: its seeds went from `first_seed` up to before `next_seed`."""

    name: str
    seconds: float = 0.0
    examples: int = 0
    taken: int = 0
    refused: int = 0
    first_seed: int = 1
    next_seed: int = 1
    crashes: list[str] = field(default_factory=list)
    on: str = ""


def fuzz(target: Target, *, seconds: float, first_seed: int) -> Outcome:
    """Feed one parser for so many seconds, or until it breaks."""
    outcome = Outcome(target.name, first_seed=first_seed, next_seed=first_seed, on=date.today().isoformat())
    began = time.monotonic()
    while time.monotonic() - began < seconds and not outcome.crashes:
        _batch(target, outcome)
        outcome.next_seed += 1
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def _batch(target: Target, outcome: Outcome) -> None:
    @seed(outcome.next_seed)
    @settings(
        max_examples=_BATCH,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.examples)
    def eats(example: Any) -> None:
        taken = target.eat(example)
        outcome.examples += 1
        outcome.taken += taken
        outcome.refused += not taken

    try:
        eats()
    except Exception as fault:
        notes = " ".join(getattr(fault, "__notes__", ()))
        outcome.crashes.append(f"seed {outcome.next_seed}: {type(fault).__name__}: {fault} {notes}"[:500])


def _known() -> dict[str, Any]:
    return json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 when a parser broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=600.0, help="for each parser")
    parser.add_argument("names", nargs="*", help="parsers; all of them unless named")
    asked = parser.parse_args(arguments)
    logging.disable()
    broken = False
    for target in TARGETS:
        if asked.names and target.name not in asked.names:
            continue
        first_seed = _known().get(target.name, {}).get("next_seed", 1)
        outcome = fuzz(target, seconds=asked.seconds, first_seed=first_seed)
        known = {**_known(), target.name: asdict(outcome)}  # read again: another run may have kept its own meanwhile
        REPORT.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{target.name}: {outcome.examples} examples in {outcome.seconds:.0f} s, {len(outcome.crashes)} crashes")
        broken = broken or bool(outcome.crashes)
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
