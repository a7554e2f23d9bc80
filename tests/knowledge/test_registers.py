"""A register judged at once, and by OpenFisca, gives what each household gets alone."""

from random import Random

import numpy as np
import pytest
from openfisca_core import periods
from openfisca_core.simulation_builder import SimulationBuilder

from knowledge import Situation
from knowledge.facts import FactKind, vocabulary
from knowledge.openfisca_system import system_of, variable_of
from knowledge.programmes.rule_book import programmes_on
from knowledge.register import Register, judge_register
from knowledge.trees.nodes import Criterion, Node, walk
from knowledge.trees.reasons import reasons
from knowledge.trees.registers import RegisterFrame
from tests.knowledge.households import OVERRIDDEN, PENSION_OPEN, PENSION_OUT, hidden, household, lines_of

DAYS = (PENSION_OUT, PENSION_OPEN)
HOUSEHOLDS = 150


def situations(day: object, seed: int) -> list[Situation]:
    """Households near the lines, some with a second person, most with facts missing."""
    rng = Random(seed)
    lines = lines_of(OVERRIDDEN, day)  # type: ignore[arg-type]
    found = []
    for _ in range(HOUSEHOLDS):
        answers = household(rng, lines)
        away = hidden(rng, answers)
        told = {key: value for key, value in answers.items() if key not in away}
        if rng.random() < 0.4:
            told["second.age"] = rng.randint(0, 90)
            told["second.disability_type"] = rng.choice(["none", "limb"])
            told["second.income_month"] = rng.choice([0, 500])
        if answers["member_count"] == 1 and "second.age" in told:
            told.pop("member_count", None)
        found.append(Situation.from_answers({**told, "member_count": told.get("member_count", {"low": 2})}))
    return found


def criteria(rule: Node) -> list[Criterion]:
    """Every criterion in a rule."""
    found: dict[int, Criterion] = {}
    walk(rule, lambda node: found.update({id(node): node}) if isinstance(node, Criterion) else None)
    return list(found.values())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_register_gives_every_household_what_it_gets_alone(day) -> None:  # type: ignore[no-untyped-def]
    cases = situations(day, 11)
    parameters = OVERRIDDEN.parameters.at(day)
    register = Register.of(cases)
    top = RegisterFrame(register.households, parameters, float(day.toordinal()), register.size)
    below = RegisterFrame(
        register.persons, parameters, float(day.toordinal()), len(register.home), parent=top, home=register.home
    )
    alone = [case.frame(parameters, day) for case in cases]
    for programme in programmes_on(day).values():
        assert programme is not None
        for node in (programme.rule, *criteria(programme.rule)):
            together = (top, below)[node.depth].value(node)
            frames = alone if node.depth == 0 else [person for frame in alone for person in frame.persons]
            one_by_one = [frame.value(node) for frame in frames]
            for side in (0, 1):
                assert np.broadcast_to(together[side], (len(frames),)).tolist() == [pair[side] for pair in one_by_one]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_openfisca_agrees_on_every_case(day) -> None:  # type: ignore[no-untyped-def]
    cases = situations(day, 12)
    parameters = OVERRIDDEN.parameters.at(day)
    period = periods.period(day.strftime("%Y-%m"))
    # a month is asked for its first day, so both are read on that day
    first = day.replace(day=1)
    simulation = _simulation(Register.of(cases), period)
    alone = [case.frame(parameters, first) for case in cases]
    compared = 0
    for name, programme in programmes_on(first).items():
        assert programme is not None
        for node, variable in [(programme.rule, variable_of(name))] + [
            (criterion, variable_of(criterion.id)) for criterion in criteria(programme.rule)
        ]:
            got = simulation.calculate(variable, period)
            frames = alone if node.depth == 0 else [person for frame in alone for person in frame.persons]
            for value, frame in zip(got, frames, strict=True):
                surely, possibly = frame.value(node)
                expected = 1.0 if surely else float("nan") if possibly else 0.0
                assert value == expected or (np.isnan(value) and np.isnan(expected)), variable
                compared += 1
    assert compared > 20 * HOUSEHOLDS


def _simulation(register: Register, period: object):  # type: ignore[no-untyped-def]
    system = system_of(OVERRIDDEN)
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(register.home)))
    households = builder.declare_entity("household", np.arange(register.size))
    builder.join_with_persons(households, register.home, np.full(len(register.home), "member"))
    simulation = builder.build(system)
    for columns in (register.households, register.persons):
        for name, (low, high) in columns.items():
            if vocabulary()[name].kind is FactKind.FLAG:
                simulation.set_input(name, period, np.where(low < high, np.nan, low))
            else:
                simulation.set_input(f"{name}_lo", period, low)
                simulation.set_input(f"{name}_hi", period, high)
    return simulation


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_deciding_criterion_is_the_one_that_people_ask_for_first(day) -> None:  # type: ignore[no-untyped-def]
    cases = situations(day, 13)
    judged = judge_register(Register.of(cases), day, OVERRIDDEN)
    told = 0
    for name, verdicts in judged.programmes.items():
        frames = [case.frame(OVERRIDDEN.parameters.at(day), day) for case in cases]
        bearers = [person for frame in frames for person in frame.persons] if verdicts.by_person else frames
        for place, frame in zip(verdicts.deciding.place, bearers, strict=True):
            named = reasons(verdicts.programme.rule, frame)
            pair = frame.value(verdicts.programme.rule)
            wanted = [one for one in named if frame.value(one) == pair and (one.measure or not pair[0])] or named
            got = verdicts.deciding.criteria[place] if place >= 0 else None
            assert got is (wanted[0] if wanted else None), name
            told += got is not None
    assert told > 5 * HOUSEHOLDS


def test_one_column_tells_every_certified_status_of_a_household() -> None:
    codes = ["dibao", "none", "edge"]
    places = np.array([vocabulary()["certified_status"].position_of(code) for code in codes])
    told = Register({"certified_status": (places, places)}, {}, np.arange(3), 3).as_records().households
    for name, held in (("is_dibao", [1, 0, 0]), ("is_edge", [0, 0, 1]), ("is_tekun", [0, 0, 0])):
        assert [side.tolist() for side in told[name]] == [held, held]
    alone = [Situation.from_answers({"certified_status": code}).facts for code in codes]
    assert [facts["is_edge"] for facts in alone] == list(zip(*told["is_edge"], strict=True))
