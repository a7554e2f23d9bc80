"""The rule language: what Python would misread raises, and unknown stays unknown exactly as far as it matters."""

from collections.abc import Callable, Mapping
from datetime import date
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
    Constant,
    Criterion,
    Dated,
    Either,
    EveryPerson,
    Node,
    Number,
    SomePerson,
    Summed,
    Told,
    Truth,
    UpToStaff,
    household,
    one_of,
    person,
    supporter,
    yes,
)
from knowledge.trees.open import still_open

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

    def frame_with(changes: Mapping[Any, Any]) -> Frame:
        return Frame({name: pair for (_, name), pair in changes.items()}, {}, 0.0)

    assert truth(frame({}).value(rule)) is None
    assert refine(rule, open_facts, frame_with).holds is True


def test_cells_name_only_the_facts_that_move_the_verdict() -> None:
    rule = All(AnyOf(heads < 4, heads >= 4), homes < 2)
    open_facts = {(None, "member_count"): (1.0, 30.0), (None, "home_count"): (0.0, 9.0)}

    def frame_with(changes: Mapping[Any, Any]) -> Frame:
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
