"""What must hold for any household: verdicts are right where they are given, and what is missing settles them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Assessment, Situation, Verdict, assess, vocabulary
from tests.knowledge.households import OVERRIDDEN, PENSION_OPEN, PENSION_OUT, completed, hidden, household, lines_of
from tests.knowledge.plain_rules import amount
from tests.knowledge.readings import verdicts

TRUTH = {Verdict.ELIGIBLE: True, Verdict.INELIGIBLE: False, Verdict.UNKNOWN: None}
DAYS = (PENSION_OUT, PENSION_OPEN)
COMPLETIONS = 25

seeds = st.integers(0, 2**32 - 1)
examples = settings(max_examples=80, deadline=None)


def judged(answers: Mapping[str, Any], on: date) -> Assessment:
    """The assessment of answers in the county of the tests."""
    return assess(Situation.from_answers(answers), on, OVERRIDDEN)


@pytest.mark.parametrize("on", DAYS, ids=str)
@examples
@given(seed=seeds)
def test_a_fully_known_household_gets_the_verdicts_of_the_plain_rules(on: date, seed: int) -> None:
    lines = lines_of(OVERRIDDEN, on)
    answers = household(Random(seed), lines)
    expected = verdicts(answers, lines)
    for name, result in judged(answers, on).programmes.items():
        assert TRUTH[result.verdict] is expected[name], name
        assert result.missing == ()


@examples
@given(seed=seeds)
def test_the_amount_is_that_of_the_plain_rules(seed: int) -> None:
    lines = lines_of(OVERRIDDEN, PENSION_OUT)
    answers = household(Random(seed), lines)
    result = judged(answers, PENSION_OUT).programmes["dibao"]
    if result.verdict is Verdict.ELIGIBLE and result.amount is not None:
        assert result.amount.exact
        assert Fraction(result.amount.low) == amount(answers, lines)


@pytest.mark.parametrize("on", DAYS, ids=str)
@examples
@given(seed=seeds)
def test_a_definite_verdict_stands_whatever_the_unknown_facts_turn_out_to_be(on: date, seed: int) -> None:
    rng = Random(seed)
    lines = lines_of(OVERRIDDEN, on)
    answers = household(rng, lines)
    away = hidden(rng, answers)
    told = judged({key: value for key, value in answers.items() if key not in away}, on)
    settled = {name: TRUTH[one.verdict] for name, one in told.programmes.items() if one.verdict is not Verdict.UNKNOWN}
    for _ in range(COMPLETIONS):
        whole = completed(rng, answers, away, lines)
        if whole is not None:
            outcome = verdicts(whole, lines)
            assert {name: outcome[name] for name in settled} == settled


@pytest.mark.parametrize("on", DAYS, ids=str)
@examples
@given(seed=seeds)
def test_knowing_everything_that_is_missing_settles_the_verdict(on: date, seed: int) -> None:
    rng = Random(seed)
    lines = lines_of(OVERRIDDEN, on)
    answers = household(rng, lines)
    away = hidden(rng, answers)
    told = {key: value for key, value in answers.items() if key not in away}
    expected = verdicts(answers, lines)
    for name, result in judged(told, on).programmes.items():
        found = {ref.key: answers[ref.key] for ref in result.missing}
        filled = judged({**told, **found}, on).programmes[name]
        assert filled.missing == (), name
        assert TRUTH[filled.verdict] is expected[name], name


@examples
@given(seed=seeds)
def test_an_edited_answer_equals_a_fresh_run(seed: int) -> None:
    rng = Random(seed)
    lines = lines_of(OVERRIDDEN, PENSION_OUT)
    first, second = household(rng, lines), household(rng, lines)
    key = rng.choice(sorted(first))
    edited = Situation.from_answers(first).with_fact(key, second[key])
    fresh = Situation.from_answers({**first, key: second[key]})
    assert assess(edited, PENSION_OUT, OVERRIDDEN) == assess(fresh, PENSION_OUT, OVERRIDDEN)


@examples
@given(seed=seeds)
def test_the_same_question_gives_the_same_answer(seed: int) -> None:
    answers = household(Random(seed), lines_of(OVERRIDDEN, PENSION_OPEN))
    assert judged(answers, PENSION_OPEN) == judged(dict(answers), PENSION_OPEN)


@examples
@given(seed=seeds, more=st.integers(1, 100_000))
def test_more_income_never_brings_dibao_or_a_higher_amount(seed: int, more: int) -> None:
    """Where nobody could apply alone: an edge household with a severe member is the one place where more can help."""
    answers = household(Random(seed), lines_of(OVERRIDDEN, PENSION_OUT))
    answers |= {"member_count": 2, "has_severe_member": False, "applicant.disability_type": "none"}
    before = judged(answers, PENSION_OUT).programmes["dibao"]
    income = Fraction(answers["household_income_month"]) + Fraction(more, 100)
    after = judged({**answers, "household_income_month": str(float(income))}, PENSION_OUT).programmes["dibao"]
    assert not (before.verdict is Verdict.INELIGIBLE and after.verdict is Verdict.ELIGIBLE)
    if before.amount is not None and after.amount is not None:
        assert after.amount.high <= before.amount.high


@examples
@given(seed=seeds)
def test_a_wider_range_never_gives_a_verdict_that_a_narrower_one_contradicts(seed: int) -> None:
    rng = Random(seed)
    answers = household(rng, lines_of(OVERRIDDEN, PENSION_OUT))
    exact = float(answers["household_income_month"])
    answers["member_count"] = 3
    narrow = {**answers, "household_income_month": {"low": exact, "high": exact + 50}}
    wide = {**answers, "household_income_month": {"low": max(0.0, exact - 200), "high": exact + 500}}
    for name, loose in judged(wide, PENSION_OUT).programmes.items():
        tight = judged(narrow, PENSION_OUT).programmes[name]
        if loose.verdict is not Verdict.UNKNOWN:
            assert tight.verdict is loose.verdict, name


@examples
@given(data=st.data())
def test_any_well_formed_situation_is_judged(data: st.DataObject) -> None:
    """Any value that a fact may have, in any combination, gives an answer and no exception."""
    answers: dict[str, Any] = {}
    for fact in vocabulary().values():
        if fact.scope != "supporter" and data.draw(st.booleans()):
            number = data.draw(st.integers(int(fact.domain[0]), int(min(fact.domain[1], 10**8))))
            prefix = "applicant." if fact.scope == "person" else ""
            answers[f"{prefix}{fact.name}"] = _as_answer(fact.kind, number, fact)
    for result in judged(answers, PENSION_OPEN).programmes.values():
        assert result.verdict in Verdict


def _as_answer(kind: str, number: int, fact: Any) -> Any:
    match kind:
        case "flag":
            return bool(number)
        case "choice":
            return fact.code_of(number)
        case "date":
            return date.fromordinal(number)
        case "money" | "money_month" | "area":
            return number / 100
        case _:
            return number
