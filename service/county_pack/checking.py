"""Checking what was filled in: every finding with its cell and a remedy, all of them at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge import PolicySet, vocabulary
from knowledge.county import LAST_DAY, built_in_counties, laws_parameters
from knowledge.errors import KnowledgeError
from knowledge.parameters.dated import Parameter
from service.county_pack.filled import Filled, Finding, Row
from service.county_pack.reading import day_of
from service.county_pack.sheets import duties, listed

ID = re.compile(r"[a-z][a-z0-9_]{1,30}")
PHONE = re.compile(r"\d[\d -]{2,19}")
YES, NO = {"是", "有", "true", "yes"}, {"否", "无", "false", "no"}
PROVINCE_WIDE = frozenset({"min_wage", "pc_disposable_prev_year"})


@dataclass
class Checked:
    """A pack as it will be kept, and what was found while it was put together; with an error among the findings it is not kept."""

    id: str = ""
    county: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[tuple[str, date], str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep the pack from being loaded."""
        return [finding for finding in self.findings if not finding.alarm]

    @property
    def given(self) -> int:
        """How many figures were given."""
        return len(self.figures)


def check(filled: Filled) -> Checked:
    """The pack that was filled in. A figure that is left empty is no finding: the assistant says that it does not know it."""
    return _Check(filled).checked()


class _Check:
    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.found = Checked()
        self.policy_set: PolicySet | None = None

    def checked(self) -> Checked:
        """Everything looked at once."""
        self._county(self.filled.county)
        for row in self.filled.figures:
            self._figure(row)
        self.found.county |= {
            "offices": list(self._offices()),
            "hotlines": list(self._hotlines()),
            "places": list(self._places()),
        }
        return self.found

    def _wrong(self, row: Row, column: str, what: str, remedy: str) -> None:
        self.found.findings.append(Finding(row.place(column), what, remedy))

    def _county(self, row: Row) -> None:
        self.found.id = row.words("id")
        if not ID.fullmatch(self.found.id):
            self._wrong(
                row, "id", f"{self.found.id!r} is no id", "Write 2 to 31 small letters, digits and _, such as qingshan"
            )
        elif self.found.id in built_in_counties():
            self._wrong(row, "id", f"{self.found.id!r} comes with the assistant", "Choose another id")
        if not row.words("name_zh"):
            self._wrong(row, "name_zh", "the county has no name", "Write its name, such as 青山县")
        try:
            self.policy_set = PolicySet(row.words("policy_set"))
        except ValueError:
            remedy = f"Write one of {', '.join(PolicySet)}: a pack belongs to exactly one set"
            self._wrong(row, "policy_set", f"{row.words('policy_set')!r} is no policy set", remedy)
        invented = row.words("invented").lower() or "否"
        if invented not in YES | NO:
            self._wrong(row, "invented", f"{invented!r} is neither 是 nor 否", "Write 否 for a real county")
        self.found.county = {
            "name_zh": row.words("name_zh"),
            "invented": invented in YES,
            "policy_set": row.words("policy_set"),
        }

    # ------------------------------------------------------------------------------------------------------- figures

    def _figure(self, row: Row) -> None:
        parameter = self._parameter(row)
        if parameter is None or row.told("value") is None:
            return
        since, value = self._since(row), self._value(row, parameter)
        reference = {name: row.words(name) for name in ("instrument", "article", "link") if row.words(name)}
        if "instrument" not in reference:
            self._wrong(row, "instrument", "the figure has no source", "Name the notice that fixes it, with its number")
        if since is None or value is None or "instrument" not in reference:
            return
        reference["rank"] = "province" if parameter.name in PROVINCE_WIDE else "county"
        meta = {"reference": reference} | ({"note": row.words("note")} if row.words("note") else {})
        values = self.found.figures.setdefault(parameter.name, {"values": {}})["values"]
        if since in values:
            self._wrong(row, "since", f"{parameter.name} has two values from {since}", "Keep one of the two rows")
        values[since] = {"value": value, "metadata": meta}
        self.found.places[parameter.name, since] = row.place("value")

    def _parameter(self, row: Row) -> Parameter | None:
        try:
            return laws_parameters()[row.words("name")]
        except KnowledgeError as error:
            self._wrong(row, "name", error.what, error.remedy)
            return None

    def _since(self, row: Row) -> date | None:
        since = day_of(row.told("since")) if row.told("since") is not None else None
        if since is None:
            self._wrong(
                row,
                "since",
                f"{row.words('since')!r} is no day",
                "Write from when the figure holds, such as 2026-07-01",
            )
            return None
        last = LAST_DAY[PolicySet.SEED_2012]
        if self.policy_set is PolicySet.CURRENT and since <= last:
            self._wrong(
                row,
                "since",
                f"{since} belongs to the policy set of 2012",
                f"Give figures after {last}, or another pack",
            )
        elif self.policy_set is PolicySet.SEED_2012 and since > last:
            self._wrong(
                row,
                "since",
                f"{since} belongs to the current policy set",
                f"Give figures up to {last}, or another pack",
            )
        return since

    def _value(self, row: Row, parameter: Parameter) -> Any:
        told = row.told("value")
        match parameter.unit:
            case "flag":
                return self._flag(row, told)
            case "list":
                return self._codes(row, told)
            case _:
                return self._number(row, told, parameter)

    def _flag(self, row: Row, told: Any) -> bool | None:
        word = str(told).lower()
        if word in YES | NO:
            return word in YES
        self._wrong(row, "value", f"{told!r} is neither 是 nor 否", "Write 是 or 否")
        return None

    def _codes(self, row: Row, told: Any) -> list[str] | None:
        """The codes of a list of legal matters, from codes or Chinese labels."""
        entries = [str(entry) for entry in told] if isinstance(told, list) else listed(str(told))
        names = {
            name: one.code
            for one in vocabulary()["matter_type"].choices
            for name in (one.code, one.label_zh, *one.aliases)
        }
        unknown = [entry for entry in entries if entry not in names]
        if unknown:
            self._wrong(
                row,
                "value",
                f"{'、'.join(unknown)} is no kind of matter",
                "Take the words of `matter_type` in docs/facts.md",
            )
            return None
        return [names[entry] for entry in entries]

    def _number(self, row: Row, told: Any, parameter: Parameter) -> float | None:
        words = str(told).replace(",", "").replace("，", "").removesuffix("元").strip()
        try:
            number = None if isinstance(told, bool) else float(words)
        except ValueError:
            number = None
        if number is None or not 0 <= number < 1e9:
            self._wrong(row, "value", f"{told!r} is no number from 0", "Write the bare number, without words")
            return None
        if parameter.unit == "share" and number > 1:
            self._wrong(
                row,
                "value",
                f"{told} is no share",
                f"Write it as a part of one, {number / 100:g} for {number:g} percent",
            )
            return None
        return int(number) if number == int(number) else number

    # ------------------------------------------------------------------------------------------------------- places

    def _offices(self) -> Iterator[dict[str, Any]]:
        columns = ("id", "name_zh", "address_zh", "phone", "hours_zh")
        for row in self.filled.offices:
            told = {column: row.words(column) for column in columns}
            if set(told.values()) <= {"", told["id"]} and not row.words("duties"):
                continue  # a row of the template that nobody filled in
            for column in columns:
                if not told[column]:
                    self._wrong(row, column, "the cell is empty", "Fill it in, or clear the whole row")
            if told["phone"] and not PHONE.fullmatch(told["phone"]):
                self._wrong(
                    row, "phone", f"{told['phone']!r} is no telephone number", "Write digits, such as 0570-1234567"
                )
            yield {**told, "duties": self._duties(row)}

    def _duties(self, row: Row) -> list[str]:
        topics = {**duties(), **{topic: topic for topic in duties().values()}}
        entries = listed(row.words("duties"))
        unknown = [entry for entry in entries if entry not in topics]
        if unknown or not entries:
            what = f"{'、'.join(unknown) or 'nothing'} is no kind of business"
            self._wrong(row, "duties", what, f"Take some of {'、'.join(duties())}")
        return [topics[entry] for entry in entries if entry in topics]

    def _hotlines(self) -> Iterator[dict[str, str]]:
        for row in self.filled.hotlines:
            told = {column: row.words(column) for column in ("number", "name_zh", "source")}
            for column, value in told.items():
                if not value:
                    self._wrong(row, column, "the cell is empty", "Fill it in, or clear the whole row")
            if told["number"] and not PHONE.fullmatch(told["number"]):
                self._wrong(row, "number", f"{told['number']!r} is no telephone number", "Write digits only")
            yield told

    def _places(self) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for row in self.filled.places:
            name = row.words("name_zh")
            if not name:
                self._wrong(row, "name_zh", "the township has no name", "Write it beside its villages")
            elif name in seen:
                self._wrong(row, "name_zh", f"{name} stands there twice", "Put its villages into one row")
            seen.add(name)
            yield {"name_zh": name, "villages_zh": listed(row.words("villages_zh"))}
