"""What one benchmark found: a figure, the baseline of the same run, and the bar where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

type Json = str | int | float | bool | list[Json] | dict[str, Json] | Mapping[str, Json] | None


@dataclass(frozen=True)
class Result:
    """One comparison.

    Attributes:
        name: short and stable.
        what: what was measured, in a sentence.
        unit: of figure and baseline.
        figure: ours.
        baseline: what it stands beside, measured in the same run.
        baseline_name: what that is.
        compared: by difference or by ratio.
        paired: the median of the comparisons of single pairs, where figure and baseline were measured in pairs.
        bar: what the compared value, or the figure itself, must not exceed; None where there is none.
        bar_on: which of the two the bar is for.
        count: measurements behind the figure.
        seed: of everything that was drawn; None where nothing was.
        details: further figures, for results.json.
        machine: what it was measured on.
    """

    name: str
    what: str
    unit: str
    figure: float
    baseline: float
    baseline_name: str
    compared: Literal["difference", "ratio"]
    count: int
    paired: float | None = None
    bar: float | None = None
    bar_on: Literal["figure", "compared"] = "figure"
    seed: int | None = None
    details: Mapping[str, Json] = field(default_factory=dict)
    machine: Mapping[str, Json] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """Figure minus baseline, or figure over baseline; pair by pair where there are pairs."""
        if self.paired is not None:
            return self.paired
        return self.figure - self.baseline if self.compared == "difference" else self.figure / self.baseline

    @property
    def holds(self) -> bool | None:
        """Whether the bar is kept; None where there is none."""
        if self.bar is None:
            return None
        return (self.value if self.bar_on == "compared" else self.figure) <= self.bar

    @property
    def comparison(self) -> str:
        """The compared value in words."""
        return f"{self.compared}{' in pairs' if self.paired is not None else ''} {self.value:.3g}"

    @property
    def verdict(self) -> str:
        """The bar and whether it is kept, in words; empty where there is none."""
        if self.bar is None:
            return ""
        on = self.compared if self.bar_on == "compared" else "figure"
        return f"{on} at most {self.bar:g}: {'kept' if self.holds else 'missed'}"

    def as_json(self) -> dict[str, Json]:
        """For results.json."""
        return {
            "what": self.what,
            "unit": self.unit,
            "figure": round(self.figure, 3),
            "baseline": {"name": self.baseline_name, "figure": round(self.baseline, 3)},
            "compared": {"by": self.compared, "value": round(self.value, 3), "paired": self.paired is not None},
            "bar": None if self.bar is None else {"at_most": self.bar, "on": self.bar_on, "holds": self.holds},
            "count": self.count,
            "seed": self.seed,
            "details": self.details,
            "machine": self.machine,
        }

    @classmethod
    def from_json(cls, name: str, value: Mapping[str, Any]) -> "Result":
        """What `as_json` made, but for rounding."""
        bar, compared = value["bar"] or {}, value["compared"]
        return cls(
            name=name,
            what=value["what"],
            unit=value["unit"],
            figure=value["figure"],
            baseline=value["baseline"]["figure"],
            baseline_name=value["baseline"]["name"],
            compared=compared["by"],
            count=value["count"],
            paired=compared["value"] if compared["paired"] else None,
            bar=bar.get("at_most"),
            bar_on=bar.get("on", "figure"),
            seed=value["seed"],
            details=value["details"],
            machine=value["machine"],
        )
