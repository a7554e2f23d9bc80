"""Keeping a checked pack in a folder, and alarming where its figures break a bound of the law."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from knowledge import County
from knowledge.bounds import findings
from knowledge.county import read_county
from service.county_pack.checking import Checked
from service.county_pack.filled import Finding

HEAD = "# Loaded by `assistant county load`; change the workbook and load it again rather than this file.\n"


@dataclass(frozen=True)
class Kept:
    """A pack that was loaded: the county, where it lies, whether it replaced one, and the figures that alarm."""

    county: County
    folder: Path
    replaced: bool
    alarms: tuple[Finding, ...]


def keep(checked: Checked, packs: Path) -> Kept:
    """Writes the pack whole, in place of an older one of its name; raises a `KnowledgeError` before anything is replaced."""
    folder, unfinished = packs / checked.id, packs / f".{checked.id}.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, content in (("county.yml", checked.county), ("figures.yml", checked.figures)):
        words = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
        (unfinished / name).write_text(HEAD + words, encoding="utf-8")
    read_county(unfinished)
    replaced = folder.exists()
    if replaced:
        before = packs / f".{checked.id}.before"
        shutil.rmtree(before, ignore_errors=True)
        folder.replace(before)
    unfinished.replace(folder)
    county = read_county(folder)
    return Kept(county, folder, replaced, tuple(_alarms(county, checked)))


def _alarms(county: County, checked: Checked) -> Iterator[Finding]:
    """Where the figures break a bound of the law, on each day on which one of them changes; each is told once."""
    told: set[tuple[str, str]] = set()
    for day in sorted({since for _, since in checked.places}):
        for finding in findings(county, day):
            if (finding.parameter, finding.what_zh) not in told:
                told.add((finding.parameter, finding.what_zh))
                law = "；".join(source.citation_zh for source in finding.sources)
                yield Finding(
                    _place(checked, finding.parameter, day),
                    f"{finding.what_zh}{f'（{law}）' if law else ''}",
                    "Compare with the notice; it is loaded as it stands",
                    alarm=True,
                )


def _place(checked: Checked, parameter: str, day: date) -> str:
    """The cell of the value in force on a day; the bare name where the law's own value is meant."""
    days = [since for name, since in checked.places if name == parameter and since <= day]
    return checked.places[parameter, max(days)] if days else parameter
