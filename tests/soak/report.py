"""What a crowd of residents came to, in JSON for programs and in a page for people; the seeds stand beside each finding."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.dialogue.texts import Texts
from tests.soak.courses import Course
from tests.soak.judgement import crowd, succeeded, violations

REPORT, PAGE = Path(__file__).parent / "report.json", Path(__file__).parent / "report.md"


def summed_up(
    courses: Sequence[Course], texts: Texts, edits: Mapping[int, list[str]], seconds: float
) -> dict[str, Any]:
    """Everything that is kept of a run."""
    found = {course.seed: violations(course, texts) for course in courses}
    whole = crowd(courses)
    return {
        "seeds": [min(found), max(found)],
        "through_the_engine": sum(course.engine for course in courses),
        "messages": sum(len(course.turns) for course in courses),
        "seconds": round(seconds),
        **asdict(whole),
        "share": round(whole.share, 4),
        "shortfalls": whole.shortfalls(),
        "ends": dict(Counter(str(course.end) for course in courses).most_common()),
        "manners": {
            manner: _of_manner([course for course in courses if course.manner == manner])
            for manner in sorted({course.manner for course in courses})
        },
        "violations": {str(seed): faults for seed, faults in found.items() if faults},
        "edits": {"cases": len(edits), "faults": {str(seed): faults for seed, faults in edits.items() if faults}},
    }


def _of_manner(courses: Sequence[Course]) -> dict[str, int]:
    cooperative = [course for course in courses if course.cooperative]
    return {
        "residents": len(courses),
        "cooperative": len(cooperative),
        "served": sum(map(succeeded, cooperative)),
        "messages": sum(len(course.turns) for course in courses),
    }


def clean(report: Mapping[str, Any]) -> bool:
    """Whether nothing was wrong and every bar was reached."""
    return not (report["violations"] or report["shortfalls"] or report["edits"]["faults"])


def keep(report: Mapping[str, Any], json_file: Path = REPORT, page: Path = PAGE) -> None:
    """Write both forms."""
    json_file.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page.write_text(as_page(report), encoding="utf-8")


def as_page(report: Mapping[str, Any]) -> str:
    """A short page."""
    rows = "\n".join(
        f"| {name} | {one['residents']} | {one['cooperative']} | {one['served']} | {one['messages']} |"
        for name, one in report["manners"].items()
    )
    faults = [f"- seed {seed}: {fault}" for seed, found in report["violations"].items() for fault in found]
    faults += [f"- edit {seed}: {fault}" for seed, found in report["edits"]["faults"].items() for fault in found]
    ends = ", ".join(f"{how} {times}" for how, times in report["ends"].items())
    return f"""# Simulated residents

Written by `make soak`. Seeds {report["seeds"][0]} to {report["seeds"][1]}: the same seed is the same person.

- {report["residents"]} residents, {report["through_the_engine"]} of them through the real engine, {report["messages"]} messages,
  {report["seconds"]} s
- {report["succeeded"]} of {report["cooperative"]} who wanted it done and stayed were served ({report["share"]:.1%})
- {report["in_danger"]} told of danger
- dibao, all facts at hand, nothing said beside ({report["direct"]} residents): {report["turns"]} messages and {report["segments"]}
  segments to the receipt (medians)
- {report["edits"]["cases"]} random edits compared with a fresh run
- ends: {ends}

| manner | residents | wanted it and stayed | served | messages |
|---|---|---|---|---|
{rows}

## What was wrong

{chr(10).join(faults[:60]) or "Nothing."}
"""
