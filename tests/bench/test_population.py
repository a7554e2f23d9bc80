"""The made-up households of the benchmarks: the same for a seed, complete, possible, and on both sides of the lines."""

from bench.population import CERTIFIED, DAY, LINE, population
from bench.questions import adaptive_talk, verdicts
from knowledge import FactRef, Situation, assess, load_county, vocabulary
from knowledge.programmes.rule_book import rule_book

HOUSEHOLDS = list(population(5, 300))


def test_a_seed_gives_the_same_households_and_another_seed_others() -> None:
    assert list(population(5, 3)) == HOUSEHOLDS[:3]
    assert list(population(6, 3)) != HOUSEHOLDS[:3]


def test_every_answer_is_one_that_the_fact_can_have() -> None:
    for answers in HOUSEHOLDS:
        assert Situation.from_answers(answers).known == answers
        assert {FactRef.parse(key).name for key in answers} <= set(vocabulary())


def test_nobody_holds_two_statuses_or_has_more_than_the_household() -> None:
    for answers in HOUSEHOLDS:
        assert sum(answers[name] for name in CERTIFIED) <= 1
        assert answers["applicant.income_month"] <= answers["household_income_month"]


def test_the_lines_have_households_on_both_sides() -> None:
    per_head = [answers["household_income_month"] / answers["member_count"] for answers in HOUSEHOLDS]
    assert 0.2 < sum(income < LINE for income in per_head) / len(per_head) < 0.6


def test_whatever_is_asked_has_an_answer_and_a_talk_ends_where_all_answers_end() -> None:
    names = tuple(rule_book())
    for answers in HOUSEHOLDS[:4]:
        talk = adaptive_talk(names, answers)
        assert talk.verdicts == verdicts(names, answers)
        assert set(talk.asked) <= set(answers)


def test_no_household_contradicts_itself() -> None:
    county = load_county("example")
    for answers in HOUSEHOLDS[:40]:
        assert assess(Situation.from_answers(answers), DAY, county).conflicts == ()
