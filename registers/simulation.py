"""What a changed figure would do: who would newly have something, who would lose it, in each county and programme, and what it costs.

Nothing is written: both worlds are judged from the same households, and only counts and sums are kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date

import numpy as np

from knowledge import County
from knowledge.register import Register, RegisterVerdicts, Truths, judge_register
from registers.change import Change


@dataclass
class Flips:
    """One programme in one county. Counts are of households, persons or matters, as the programme is decided.

    `gained` were refused and would have it, `lost` have it and would be refused; `settled` and `opened` pass from and to "not known".
    Costs are sums over who has it, in yuan as `unit_zh` says, between `low` and `high`; `unpriced` counts those without a known amount.
    """

    county: str
    county_zh: str
    programme: str
    label_zh: str
    unit_zh: str
    judged: int = 0
    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    settled: int = 0
    opened: int = 0
    cost_before_low: float = 0.0
    cost_before_high: float = 0.0
    cost_after_low: float = 0.0
    cost_after_high: float = 0.0
    unpriced: int = 0

    @property
    def flips(self) -> bool:
        """Whether anybody's verdict changes."""
        return bool(self.gained or self.lost or self.settled or self.opened)

    @property
    def more_low(self) -> float:
        """What it costs more at least; below nought it costs less."""
        return round(self.cost_after_low - self.cost_before_low, 2)

    @property
    def more_high(self) -> float:
        """What it costs more at the upper ends of the amounts."""
        return round(self.cost_after_high - self.cost_before_high, 2)


@dataclass
class Simulation:
    """All flips of one change on one day, by county and programme."""

    label: str
    on: date
    households: int = 0
    rows: dict[tuple[str, str], Flips] = field(default_factory=dict)

    @property
    def changed(self) -> list[Flips]:
        """The programmes with a changed verdict or cost, county by county."""
        return [row for row in self.rows.values() if row.flips or row.more_low or row.more_high]


def simulate(
    registers: Iterable[tuple[County, Register]],
    change: Change,
    on: date,
    programmes: tuple[str, ...] | None = None,
) -> Simulation:
    """Judges every register with the figures as they are and as they would be."""
    found = Simulation(change.label, on)
    for county, register in registers:
        found.households += register.size
        now = judge_register(register, on, county, programmes).programmes
        then = judge_register(register, on, change.of(county, on), programmes).programmes
        for name, verdicts in now.items():
            key = county.id, name
            if key not in found.rows:
                unit_zh = verdicts.given.rule.unit_zh if verdicts.given else ""
                found.rows[key] = Flips(county.id, county.label_zh, name, verdicts.programme.label_zh, unit_zh)
            _count(found.rows[key], verdicts, then[name])
    return found


def _count(row: Flips, now: RegisterVerdicts, then: RegisterVerdicts) -> None:
    open_now, open_then = (one.possibly & ~one.surely for one in (now, then))
    row.judged += len(now.surely)
    row.before += int(now.surely.sum())
    row.after += int(then.surely.sum())
    row.gained += int((~now.possibly & then.surely).sum())
    row.lost += int((now.surely & ~then.possibly).sum())
    row.settled += int((open_now & ~open_then).sum())
    row.opened += int((~open_now & open_then).sum())
    low, high, _ = _cost(now)
    row.cost_before_low, row.cost_before_high = row.cost_before_low + low, row.cost_before_high + high
    low, high, unpriced = _cost(then)
    row.cost_after_low, row.cost_after_high = row.cost_after_low + low, row.cost_after_high + high
    row.unpriced += unpriced


def _cost(verdicts: RegisterVerdicts) -> tuple[float, float, int]:
    """What goes to those who surely have it, and how many of them have no known amount."""
    if verdicts.given is None:
        return 0.0, 0.0, 0
    has: Truths = verdicts.surely
    low, high = verdicts.given.low[has], verdicts.given.high[has]
    return float(np.nansum(low)), float(np.nansum(high)), int(np.isnan(low).sum())


def columns() -> tuple[str, ...]:
    """The columns of the table, in its order."""
    return (*(one.name for one in fields(Flips)), "more_low", "more_high")


def lines(found: Simulation) -> Iterator[tuple[object, ...]]:
    """The table, one line a county and programme, unchanged ones included."""
    for row in found.rows.values():
        yield tuple(getattr(row, column) for column in columns())
