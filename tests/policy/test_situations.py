"""Every situation of the YAML files beside this one, judged through the same door as `assistant screen`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import screen_document

PARTS = ("household", "matter", "parameters")
COUNTED = ("papers", "staff_decides")


def situations() -> list[Any]:
    """All situations, named by file and sentence."""
    found = []
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [
            pytest.param(content["defaults"], row, id=f"{path.stem}: {row['name']}") for row in content["situations"]
        ]
    return found


def document(defaults: dict[str, Any], situation: dict[str, Any]) -> dict[str, Any]:
    """The defaults with what the situation changes; a null takes a fact away."""
    changed = {key: value for key, value in situation.items() if key not in ("name", "expect", *PARTS)}
    merged = {**defaults, **changed}
    merged["on"] = merged.pop("day")  # `on` as a key is a truth value in YAML
    for part in PARTS:
        facts = {**defaults.get(part, {}), **situation.get(part, {})}
        merged[part] = {name: value for name, value in facts.items() if value is not None}
    return merged


def agrees(got: Any, want: Any) -> bool:
    """Whether an answer has what is expected of it; lists of names in any order."""
    if isinstance(want, dict) and isinstance(got, dict):
        return all(agrees(got.get(key), value) for key, value in want.items())
    if isinstance(want, list) and isinstance(got, list):
        return sorted(got) == sorted(want)
    if isinstance(want, float) or isinstance(got, float):
        return got == pytest.approx(want, abs=1e-9) if got is not None and want is not None else got is want
    return bool(got == want)


@pytest.mark.parametrize(("defaults", "situation"), situations())
def test_situation(defaults: dict[str, Any], situation: dict[str, Any]) -> None:
    answer = screen_document(document(defaults, situation))
    for programme, want in situation["expect"].items():
        got = answer[programme]
        got["criteria"] = {criterion["id"]: criterion["holds"] for criterion in got["criteria"]}
        for key, value in want.items():
            shown = len(got[key]) if key in COUNTED else got.get(key)
            assert agrees(shown, value), f"{programme}.{key}: {shown!r}, expected {value!r}"
