"""How long a house takes to build, stage by stage, and whether one has fallen behind.

The stages are those that the pilot of 2008 followed in each household (S1: 10, 7, 5, 10, 7, 20 and 15 days, 74 together, without
harvest or rain); how many days each may take is a figure of the county.
"""

from functools import cache
from itertools import accumulate

from knowledge.trees.nodes import ByChoice, Constant, Number, Parameter, Today, Truth, household, one_of

# What is under way, and the stretches of time that may have passed by its end; slabs dry before finishing begins.
STRETCHES = {
    "materials": ("materials",),
    "foundation": ("foundation",),
    "walls": ("hauling", "walls"),
    "roof": ("slab", "drying"),
    "finishing": ("finishing",),
}


@cache
def days_until_end_of() -> dict[str, Number]:
    """For each stage the days from the start of building until it should be over."""
    ends = accumulate(_stretch(names) for names in STRETCHES.values())
    return dict(zip(STRETCHES, ends, strict=True))


def _stretch(names: tuple[str, ...]) -> Number:
    first, *rest = (Parameter(f"danger_days_{name}") for name in names)
    total: Number = first
    for name in rest:
        total = total + name
    return total


@cache
def behind_schedule() -> Truth:
    """A house under way is in a stage that should be over by now."""
    due = ByChoice(household("build_stage"), days_until_end_of(), otherwise=Constant(0))
    under_way = one_of(household("build_stage"), *STRETCHES)
    return under_way & (Today() - household("build_start_date") > due)
