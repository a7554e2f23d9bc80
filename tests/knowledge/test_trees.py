"""The rule language: what Python would misread raises, and unknown stays unknown exactly as far as it matters."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import TreeError
from knowledge.facts import Interval
from knowledge.trees.cells import refine
from knowledge.trees.dates import Cutter, change_days
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import (
    MEMBERS,
    SUPPORTERS,
    All,
    AnyOf,
    ApplicantIs,
    Bounded,
    ByChoice,
    Constant,
    CountOf,
    Criterion,
    Dated,
    Either,
    EveryPerson,
    Least,
    Most,
    Node,
    NotNegative,
    Number,
    Parameter,
    Percent,
    SomePerson,
    Summed,
    Told,
    TopUp,
    Truth,
    UpToStaff,
    household,
    one_of,
    person,
    supporter,
    yes,
)
from knowledge.trees.open import still_open, unbounded_parameters
from knowledge.trees.registers import RegisterFrame

car, shop = yes(household("has_living_vehicle_or_boat")), yes(household("has_commercial_property"))
heads, homes = household("member_count"), household("home_count")

MISREAD: dict[str, Callable[[], object]] = {
    "and": lambda: car and shop,
    "or": lambda: car or shop,
    "not": lambda: not car,
    "if": lambda: 1 if heads < 3 else 2,
    "chained comparison": lambda: 1 < heads < 3,
    "==": lambda: heads == 3,
    "!=": lambda: heads != 3,
    "in": lambda: heads in [homes],
    "bool": lambda: bool(heads),
}

WRONG: dict[str, Callable[[], object]] = {
    "a yes-or-no test of a number": lambda: yes(heads),
    "a household fact asked of a person": lambda: person("member_count"),
    "a person's fact asked of the household": lambda: household("age"),
    "members asked for a supporter's fact": lambda: SomePerson(MEMBERS, yes(supporter("property_ok"))),
    "a sum of a supporter's fact over members": lambda: Summed(supporter("income_month"), Constant(0)),
}


@pytest.mark.parametrize("misread", MISREAD.values(), ids=list(MISREAD))
def test_operators_that_python_would_misread_raise(misread: Callable[[], object]) -> None:
    with pytest.raises(TreeError, match=r"Write|one_of"):
        misread()


@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_rules_that_ask_the_wrong_bearer_raise(wrong: Callable[[], object]) -> None:
    with pytest.raises(TreeError):
        wrong()


def frame(facts: Mapping[str, Interval], persons: list[Mapping[str, Interval]] | None = None) -> Frame:
    """A household with persons, no parameters."""
    top = Frame(dict(facts), {}, 0.0)
    for place, one in enumerate(persons or []):
        top.persons.append(Frame(dict(one), {}, 0.0, parent=top))
        top.persons[-1].key = f"m{place}"
    return top


KNOWN = {True: (1.0, 1.0), False: (0.0, 0.0), None: (0.0, 1.0)}
kleene = st.sampled_from([True, False, None])


def truth(pair: Any) -> bool | None:
    """True, false or not known."""
    return bool(pair[0]) if pair[0] == pair[1] else None


@given(a=kleene, b=kleene)
def test_truths_join_as_kleene_has_them(a: bool | None, b: bool | None) -> None:
    known = frame({"has_living_vehicle_or_boat": KNOWN[a], "has_commercial_property": KNOWN[b]})
    both = False if False in (a, b) else None if None in (a, b) else True
    either = True if True in (a, b) else None if None in (a, b) else False
    assert truth(known.value(car & shop)) is both
    assert truth(known.value(car | shop)) is either
    assert truth(known.value(~car)) is (None if a is None else not a)


@given(low=st.integers(1, 30), high=st.integers(1, 30), line=st.integers(0, 31))
def test_a_range_is_below_a_line_only_when_all_of_it_is(low: int, high: int, line: int) -> None:
    low, high = sorted((low, high))
    known = frame({"member_count": (low, high)})
    values = range(low, high + 1)
    for rule, test in (
        (heads < line, int.__lt__),
        (heads <= line, int.__le__),
        (heads > line, int.__gt__),
        (heads >= line, int.__ge__),
    ):
        outcomes = {test(value, line) for value in values}
        assert truth(known.value(rule)) is (outcomes.pop() if len(outcomes) == 1 else None)


def test_a_choice_between_codes_is_settled_once_every_possible_code_is_among_them() -> None:
    kind = person("disability_type")
    rule = SomePerson(MEMBERS, one_of(kind, "visual", "hearing"))
    assert truth(frame({"member_count": (1, 1)}, [{"disability_type": (1.0, 2.0)}]).value(rule)) is True
    assert truth(frame({"member_count": (1, 1)}, [{"disability_type": (0.0, 2.0)}]).value(rule)) is None
    assert truth(frame({"member_count": (1, 1)}, [{"disability_type": (3.0, 6.0)}]).value(rule)) is False


old = person("age") >= 60
ROSTERS = {
    # members, ages: some old, every old
    "one old of one": (1, [70], True, True),
    "one young of one": (1, [30], False, False),
    "one old of two": (2, [70, 30], True, False),
    "one old listed of two": (2, [70], True, None),
    "one young listed of two": (2, [30], None, False),
    "age not known": (1, [None], None, None),
}


@pytest.mark.parametrize(("count", "ages", "some", "every"), ROSTERS.values(), ids=list(ROSTERS))
def test_somebody_not_listed_may_be_anything(count: int, ages: list[int | None], some: bool, every: bool) -> None:
    persons: list[Mapping[str, Interval]] = [{} if age is None else {"age": (float(age), float(age))} for age in ages]
    known = frame({"member_count": (count, count)}, persons)
    assert truth(known.value(SomePerson(MEMBERS, old))) is some
    assert truth(known.value(EveryPerson(MEMBERS, old))) is every


def test_supporters_nobody_has_listed_leave_both_open() -> None:
    rule = ApplicantIs(EveryPerson(SUPPORTERS, yes(supporter("property_ok"))))
    known = frame({}, [{}])
    assert truth(known.value(rule)) is None
    known = frame({}, [{}])
    known.persons[0].complete = True
    assert truth(known.value(rule)) is True


def test_one_unknown_wage_does_not_hide_that_the_others_exceed_a_line() -> None:
    wages = Summed(person("income_month"), household("unlisted_income_month"))
    known = frame({"member_count": (3, 3)}, [{"income_month": (9e5, 9e5)}, {}])
    assert truth(known.value(wages < 8e5)) is False
    assert truth(known.value(wages < 1e6)) is None


def test_what_is_told_twice_is_settled_by_either_and_open_where_they_contradict() -> None:
    rule = Told(resident=car, record=shop)
    names = ("has_living_vehicle_or_boat", "has_commercial_property")
    for a, b, expected in ((True, None, True), (None, False, False), (None, None, None), (True, False, None)):
        assert truth(frame(dict(zip(names, (KNOWN[a], KNOWN[b]), strict=True))).value(rule)) is expected


def test_a_case_distinction_is_settled_where_both_branches_agree() -> None:
    rule = Either(car, homes < 5, homes < 4)
    assert truth(frame({"home_count": (3, 3)}).value(rule)) is True
    assert truth(frame({"home_count": (4, 4)}).value(rule)) is None
    assert truth(frame({"home_count": (6, 6)}).value(rule)) is False


def test_what_staff_decide_is_open_without_a_missing_fact() -> None:
    rule = AnyOf(homes < 2, UpToStaff(homes <= 2, "由工作人员认定"))
    known = frame({"home_count": (2, 2)})
    assert truth(known.value(rule)) is None
    found = still_open(rule, known)
    assert list(found.facts) == []
    assert list(found.reasons_zh) == ["由工作人员认定"]


def test_missing_facts_are_those_of_the_open_parts_only() -> None:
    rule = All(~car, AnyOf(homes < 2, heads > 3))
    assert list(still_open(rule, frame({"has_living_vehicle_or_boat": (0, 0)})).facts) == [
        (None, "home_count"),
        (None, "member_count"),
    ]
    assert list(still_open(rule, frame({"home_count": (1, 1)})).facts) == [(None, "has_living_vehicle_or_boat")]
    assert list(still_open(rule, frame({"has_living_vehicle_or_boat": (1, 1)})).facts) == []


def test_cells_settle_what_intervals_forget() -> None:
    """The same fact stands twice: whatever it is, one of the two sides holds."""
    rule = (heads < 4) | (heads >= 4)
    open_facts = {(None, "member_count"): (1.0, 30.0)}

    def frame_with(changes: Mapping[Any, Any], *, within: bool = False) -> Frame:
        return Frame({name: pair for (_, name), pair in changes.items()}, {}, 0.0)

    assert truth(frame({}).value(rule)) is None
    assert refine(rule, open_facts, frame_with).holds is True


def test_cells_name_only_the_facts_that_move_the_verdict() -> None:
    rule = All(AnyOf(heads < 4, heads >= 4), homes < 2)
    open_facts = {(None, "member_count"): (1.0, 30.0), (None, "home_count"): (0.0, 9.0)}

    def frame_with(changes: Mapping[Any, Any], *, within: bool = False) -> Frame:
        return Frame({name: pair for (_, name), pair in changes.items()}, {}, 0.0)

    found = refine(rule, open_facts, frame_with)
    assert found.holds is None
    assert found.needed == {(None, "home_count")}


def test_arrays_give_each_entry_what_it_gets_alone() -> None:
    rule: Node = All(Either(car, heads < 3, homes < 2), ~shop)
    counts = np.array([1.0, 2.0, 3.0, 4.0])
    together = Frame({"member_count": (counts, counts + 1), "home_count": (1.0, 1.0)}, {}, 0.0).value(rule)
    for place, count in enumerate(counts):
        alone = Frame({"member_count": (count, count + 1), "home_count": (1.0, 1.0)}, {}, 0.0).value(rule)
        assert (together[0] if np.isscalar(together[0]) else np.broadcast_to(together[0], 4)[place]) == alone[0]
        assert np.broadcast_to(together[1], 4)[place] == alone[1]


BEFORE, SINCE = date(2020, 12, 31), date(2021, 1, 1)


def dated(since: date | None = None, until: date | None = None) -> Criterion:
    """A criterion with dates."""
    return Criterion("t", "t", "DB21 8", car, since=since, until=until)


def test_a_criterion_is_taken_out_before_it_begins_and_after_it_ends() -> None:
    rule = All(car, dated(since=SINCE), dated(until=BEFORE))
    assert len(Cutter(SINCE).cut(rule).kids) == 2  # type: ignore[union-attr]
    assert len(Cutter(BEFORE).cut(rule).kids) == 2  # type: ignore[union-attr]
    assert change_days([rule]) == (SINCE,)
    assert Cutter(BEFORE).cut(dated(since=SINCE)) is None
    assert Cutter(BEFORE).cut(~dated(since=SINCE)) is None


def test_parts_that_are_shared_stay_shared_when_cut() -> None:
    shared = All(car, Dated(shop, since=SINCE))
    cutter = Cutter(BEFORE)
    left, right = cutter.cut(AnyOf(shared, car)), cutter.cut(AnyOf(shared, shop))
    assert left is not None
    assert right is not None
    assert left.kids[0] is right.kids[0]


def test_numbers_and_truths_cannot_be_mixed_up_by_type() -> None:
    assert isinstance(heads + 1, Number)
    assert isinstance(heads < 1, Truth)


# ------------------------------------------------------------------------------------------------------- numbers reckoned

kind, income = person("disability_type"), household("household_income_month")
RECKONED: dict[str, tuple[Number, Callable[[dict[str, float]], float]]] = {
    "the smaller": (Least(heads, homes), lambda f: min(f["member_count"], f["home_count"])),
    "the larger": (Most(heads, homes), lambda f: max(f["member_count"], f["home_count"])),
    "a share": (Percent(income, heads), lambda f: f["household_income_month"] * f["member_count"] / 100),
    "a difference, not below nought": (
        NotNegative(heads - homes),
        lambda f: max(f["member_count"] - f["home_count"], 0),
    ),
    "what lifts everybody to a line": (
        TopUp(Constant(500), heads, income),
        lambda f: max(500 * f["member_count"] - f["household_income_month"], 0),
    ),
    "a table by a choice": (
        ByChoice(household("area_type"), {"urban": heads}, homes),
        lambda f: f["member_count"] if f["area_type"] == 0 else f["home_count"],
    ),
    "a table that lists every code": (
        ByChoice(household("area_type"), {"urban": heads, "rural": homes}, Constant(99)),
        lambda f: f["member_count"] if f["area_type"] == 0 else f["home_count"],
    ),
}
RANGES = {"member_count": (1, 4), "home_count": (0, 3), "household_income_month": (0, 900), "area_type": (0, 1)}


@st.composite
def ranges(draw: st.DrawFn) -> dict[str, Interval]:
    """What is known of each fact: anything from one value to all."""
    found = {}
    for name, (lowest, highest) in RANGES.items():
        ends = sorted(draw(st.tuples(st.integers(lowest, highest), st.integers(lowest, highest))))
        found[name] = (float(ends[0]), float(ends[1]))
    return found


@pytest.mark.parametrize(("node", "plain"), RECKONED.values(), ids=list(RECKONED))
@given(known=ranges())
def test_a_number_reaches_from_its_least_to_its_most_and_no_further(
    node: Number, plain: Callable[[dict[str, float]], float], known: dict[str, Interval]
) -> None:
    """The ends are met by some completion and passed by none: the numbers move one way in each fact."""
    names = list(known)
    corners = [dict(zip(names, ends, strict=True)) for ends in product(*(known[name] for name in names))]
    reached = [plain(corner) for corner in corners]
    assert frame(known).value(node) == (min(reached), max(reached))


def test_a_table_is_the_row_of_its_code_or_spans_the_rows_that_are_left() -> None:
    table = ByChoice(kind, {"none": Constant(1), "visual": Constant(5), "limb": Constant(3)}, Constant(2))
    rows = {0: 1, 1: 5, 4: 3}
    for low, high in ((0, 0), (0, 1), (1, 4), (2, 3), (0, 7), (4, 4), (5, 7)):
        told = frame({}, [{"disability_type": (float(low), float(high))}])
        reached = [rows.get(code, 2) for code in range(low, high + 1)]
        assert told.persons[0].value(table) == (min(reached), max(reached))


COUNTS = {
    # members, ages listed, how many are old: surely, possibly
    "all listed": (2, [70, 30], (1, 1)),
    "one age not known": (2, [70, None], (1, 2)),
    "two not listed": (3, [70], (1, 3)),
    "nobody old": (1, [30], (0, 0)),
}


@pytest.mark.parametrize(("count", "ages", "expected"), COUNTS.values(), ids=list(COUNTS))
def test_members_are_counted_and_the_ones_not_listed_may_all_be_meant(
    count: int, ages: list[int | None], expected: tuple[int, int]
) -> None:
    known = frame(
        {"member_count": (count, count)}, [{} if age is None else {"age": (float(age), float(age))} for age in ages]
    )
    assert known.value(CountOf(old)) == expected
    asked = list(still_open(CountOf(old), known).facts)
    assert ((None, "member_count") in asked) is False  # the number of people is known; who they are is not
    assert bool(asked) is (None in ages)


def loaded(**figures: Interval) -> Mapping[str, Any]:
    """Parameters by name as intervals of whole numbers."""
    return {name: SimpleNamespace(interval=interval, codes=None, unit="yuan") for name, interval in figures.items()}


def test_a_figure_within_bounds_of_the_law_is_itself_once_it_is_loaded_and_its_bounds_until_then() -> None:
    years = Bounded(Parameter("years"), Constant(3), Constant(4))
    assert Frame({}, loaded(years=(3.5, 3.5)), 0.0).value(years) == (3.5, 3.5)
    missing = Frame({}, loaded(years=(0.0, 1e13)), 0.0)
    assert missing.value(years) == (3, 4)
    assert list(still_open(years, missing).parameters) == ["years"]
    assert unbounded_parameters(years, missing) == []
    assert unbounded_parameters(years + Parameter("years"), missing) == ["years"]


def test_a_table_needs_only_the_figures_of_the_rows_that_are_left() -> None:
    table = ByChoice(household("area_type"), {"urban": Parameter("town")}, Parameter("village"))
    figures = loaded(town=(0.0, 1e13), village=(5.0, 5.0))
    assert unbounded_parameters(table, Frame({"area_type": (1.0, 1.0)}, figures, 0.0)) == []
    assert unbounded_parameters(table, Frame({"area_type": (0.0, 0.0)}, figures, 0.0)) == ["town"]
    found = still_open(table, Frame({}, figures, 0.0))
    assert list(found.facts) == [(None, "area_type")]
    assert list(found.parameters) == ["town"]


@given(st.lists(st.tuples(ranges(), st.lists(st.integers(0, 90), max_size=3)), min_size=1, max_size=6))
def test_a_register_reckons_for_each_household_what_it_gets_alone(
    households: list[tuple[dict[str, Interval], list[int]]],
) -> None:
    known = [(facts, ages or [40]) for facts, ages in households]
    home = np.repeat(np.arange(len(known)), [len(ages) for _, ages in known])
    ages = np.array([float(age) for _, listed in known for age in listed])
    columns = {
        name: (np.array([facts[name][0] for facts, _ in known]), np.array([facts[name][1] for facts, _ in known]))
        for name in RANGES
    }
    top = RegisterFrame(columns, {}, 0.0, len(known))
    RegisterFrame({"age": (ages, ages)}, {}, 0.0, len(ages), parent=top, home=home)
    for node in (*(node for node, _ in RECKONED.values()), CountOf(old)):
        low, high = (np.broadcast_to(side, (len(known),)) for side in top.value(node))
        for place, (facts, listed) in enumerate(known):
            alone = frame(facts, [{"age": (float(age), float(age))} for age in listed]).value(node)
            assert (low[place], high[place]) == alone
