"""From what a resident told to a situation for `tests/policy`: the facts that rules ask for, and what the rules say of them today.

No name, number or address is in it: those stand in the vault and are never read here. Money is rounded to two figures wherever no
verdict changes by it, so that the situation is not the resident's own any more; whoever keeps it looks through it all the same.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from knowledge import PROMISES, screen_document, vocabulary
from knowledge.facts import FactKind, Scope
from knowledge.situation import APPLICANT

MONEY = (FactKind.MONEY, FactKind.MONEY_MONTH)
HEAD = "# From a conversation; no value of a person in it. Look through it, correct what is expected if the law says otherwise.\n"
PARTS = ("household", "matter")


def policy_test(answers: Mapping[str, Any], county: str, on: date, name: str) -> str:
    """A file of one situation as `tests/policy` reads it; raises a `KnowledgeError` where the answers cannot be."""
    told = _rounded({**PROMISES, **answers}, county, on)
    document = _document(told, county, on)
    expected = {
        programme: _expected(answer) for programme, answer in screen_document(document).items() if answer["criteria"]
    }
    defaults = {"county": county, "day": on, **{key: document[key] for key in (*PARTS, "members") if document[key]}}
    content = {"defaults": defaults, "situations": [{"name": name, "expect": expected}]}
    return HEAD + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _document(told: Mapping[str, Any], county: str, on: date) -> dict[str, Any]:
    """The answers as `screen` takes them."""
    document: dict[str, Any] = {"county": county, "on": on, "household": {}, "matter": {}}
    people: dict[str, dict[str, Any]] = {APPLICANT: {"id": APPLICANT}}
    for key, value in told.items():
        person, dot, rest = key.partition(".")
        if not dot:
            part = "matter" if vocabulary()[key].scope is Scope.MATTER else "household"
            document[part][key] = value
        elif rest.startswith("supporters."):
            _, place, fact = rest.split(".")
            listed = people.setdefault(person, {"id": person}).setdefault("legal_supporters", [])
            listed.extend({} for _ in range(int(place) + 1 - len(listed)))
            listed[int(place)][fact] = value
        else:
            people.setdefault(person, {"id": person})[rest] = value
    document["members"] = list(people.values())
    return document


def _expected(answer: Mapping[str, Any]) -> dict[str, Any]:
    expected = {"verdict": answer["verdict"]}
    return expected | ({"amount": answer["amount"]} if answer["amount"] is not None else {})


def _rounded(told: dict[str, Any], county: str, on: date) -> dict[str, Any]:
    """The answers with money in two figures, one after another, each as far as every verdict stays what it is."""
    verdicts = _verdicts(told, county, on)
    for key, value in list(told.items()):
        if vocabulary()[key.rpartition(".")[2]].kind in MONEY and not isinstance(value, Mapping):
            rounded = {**told, key: float(f"{float(value):.2g}")}
            if _verdicts(rounded, county, on) == verdicts:
                told = rounded
    return told


def _verdicts(told: Mapping[str, Any], county: str, on: date) -> list[Any]:
    return list(_each_verdict(screen_document(_document(told, county, on))))


def _each_verdict(screened: Mapping[str, Any]) -> Iterator[Any]:
    for answer in screened.values():
        yield answer["verdict"], [(one["id"], one["holds"]) for one in answer["criteria"]]
