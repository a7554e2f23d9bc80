"""The long run in one file each for programs and for people: what was broken how often, and what was found."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults.round import Found
from tests.faults.town import SHAPES

REPORTS = Path(__file__).parent / "reports"
PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
#: What a run must reach: faults and conversations.
FAULTS, CONVERSATIONS = 200, 300

_STANDS_ON = {
    "sqlite": "one application and one engine on SQLite",
    "services": "two applications and two engines on PostgreSQL and Redis",
}


def summary(shape: str, rounds: Sequence[Found]) -> dict[str, Any]:
    """All rounds of a shape together."""
    faults = sum((Counter(one.faults) for one in rounds), Counter[str]())
    conversations = sum((Counter(one.conversations) for one in rounds), Counter[str]())
    states = sum((Counter(one.states) for one in rounds), Counter[str]())
    return {
        "shape": shape,
        "seeds": [one.seed for one in rounds],
        "faults": dict(sorted(faults.items())),
        "faults_in_all": sum(faults.values()),
        "deaths": sum(one.deaths for one in rounds),
        "conversations": dict(sorted(conversations.items())),
        "conversations_in_all": sum(conversations.values()),
        "messages": sum(one.messages for one in rounds),
        "replies": sum(one.replies for one in rounds),
        "replies_by_state": dict(sorted(states.items())),
        "cases": sum(one.cases for one in rounds),
        "taken_over_by_staff": sum(one.held for one in rounds),
        "told_as_on_a_quiet_day": sum(one.told_as_on_a_quiet_day for one in rounds),
        "doubled": [f"seed {one.seed}: {line}" for one in rounds for line in one.doubled],
        "violations": [f"seed {one.seed}: {line}" for one in rounds for line in one.violations],
        "seconds": round(sum(one.seconds for one in rounds), 1),
        "seconds_to_rest": [one.seconds_to_rest for one in rounds],
        "rounds": [asdict(one) for one in rounds],
    }


def keep(folder: Path, shape: str, rounds: Sequence[Found]) -> dict[str, Any]:
    """Write the report of one shape."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = summary(shape, rounds)
    (folder / f"{shape}.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return whole


def reports(folder: Path = REPORTS) -> dict[str, dict[str, Any]]:
    """The kept reports, by shape."""
    files = {name: folder / f"{name}.json" for name in SHAPES}
    return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.exists()}


def page(found: Mapping[str, Mapping[str, Any]]) -> str:
    """The page for people."""
    return "\n".join(_page(found)) + "\n"


def _page(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from _HEAD.strip().splitlines()
    yield ""
    yield "| | " + " | ".join(_STANDS_ON[name] for name in found) + " |"
    yield "|---|" + "---|" * len(found)
    for name in sorted({kind for one in found.values() for kind in one["faults"]}):
        yield f"| {name} | " + " | ".join(str(one["faults"].get(name, 0)) for one in found.values()) + " |"
    for label, value in _ROWS.items():
        yield f"| {label} | " + " | ".join(str(value(one)) for one in found.values()) + " |"
    yield ""
    yield from _lists(found)
    yield from _TAIL.strip().splitlines()


_ROWS = {
    "**faults in all**": lambda one: f"**{one['faults_in_all']}**",
    "processes that died": lambda one: one["deaths"],
    "**conversations**": lambda one: f"**{one['conversations_in_all']}**",
    "by text message, Telegram, web page": lambda one: ", ".join(
        str(one["conversations"].get(channel, 0)) for channel in ("twilio", "telegram", "web")
    ),
    "messages of residents": lambda one: one["messages"],
    "replies": lambda one: one["replies"],
    "cases": lambda one: one["cases"],
    "conversations that staff took over": lambda one: one["taken_over_by_staff"],
    "told word for word as on a quiet day": lambda one: one["told_as_on_a_quiet_day"],
    "withheld under staff, or after a stop": lambda one: one["replies_by_state"].get("withheld", 0),
    "unsure and listed for staff": lambda one: one["replies_by_state"].get("uncertain", 0),
    "doubled, each listed below": lambda one: len(one["doubled"]),
    "**broken invariants**": lambda one: f"**{len(one['violations'])}**",
    "seconds until a message came to rest, median of the rounds": lambda one: sorted(
        spread["median"] for spread in one["seconds_to_rest"]
    )[len(one["seconds_to_rest"]) // 2],
    "minutes": lambda one: round(one["seconds"] / 60, 1),
    "seeds": lambda one: ", ".join(map(str, one["seeds"])),
}


def _lists(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for what, title in (("doubled", "Doubled"), ("violations", "Broken")):
        lines = [f"- {name}, {line}" for name, one in found.items() for line in one[what]]
        if lines:
            yield f"## {title}"
            yield ""
            yield from lines
            yield ""


_HEAD = """
# What breaks, and what is left of it

`make faults` lets residents write by text message, Telegram and the web page, ten at a time, while things break; a member
of staff takes conversations over and gives them back. Afterwards nothing may be lost, doubled or out of order. This page
is generated from the reports of the last whole run (`.venv/bin/python -m tests.faults page`).
"""

_TAIL = """
## What is looked at

Each is told in `tests/faults/invariants.py` and `arrivals.py`, and each is itself tested with a planted violation
(`tests/faults/test_invariants.py`).

- Every message that a provider was told we have is kept once, and none that nobody sent.
- Every message is answered, shown to staff, or given up with a word to the resident; none is open in the end.
- Messages of a conversation are answered in their order; rows reach a resident in their order.
- A row counts as sent if it reached its provider, and only then; a page shows exactly the rows that count as sent.
- A row arrives twice only on Telegram, which cannot be asked, where something cut its send off, and it is marked.
- A delivery receipt that we acknowledged is recorded.
- A filed draft has one case, a case one filed draft, and its receipt number was told; no number was told without a case.
- Between a take-over and the give-back no row of the bot goes out that was not shown as on its way.
- Unsure and refused sends, given-up messages and people who wait stand on the staff's list.
- Whom no person helped has heard, template by template, what they hear when nothing breaks.

## How things break

| fault | how |
|---|---|
| app killed, engine killed | SIGKILL; a supervisor starts it again. Workers and dispatchers are threads of the application and die with it |
| PostgreSQL restarted | `pg_ctl restart -m immediate`: every connection breaks, the log is replayed |
| Redis killed | SIGKILL, started again half a second later with every lock gone |
| carrier, Telegram | the answer to a send comes too late, is garbage, half, a 500, or the line is cut, before or after the message was taken |
| disk full | for two seconds the kernel refuses every byte that a process would write to a file, logs included; see below |
| clock set | the office's clock and the database's, between a minute and some fifty minutes forwards or back |

A full disk is made by the limit of file sizes of the running processes (`RLIMIT_FSIZE`, error EFBIG): a real write that
really fails, and it needs no right but to be the same user. On SQLite it meets application and engine, with services one
of the applications and every process of PostgreSQL.

PostgreSQL and Redis are the run's own, in a folder for temporary files, on free ports. A
run goes in rounds, each with its seed and a fresh state; `make faults` goes on with the rounds that are still missing, and
begins anew when all are there.
"""
