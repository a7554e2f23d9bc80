"""How long an answer takes: `assess` over all programmes and the next question, on one core, beside the generated OpenFisca system.

Made-up households (`population`), each told in part, as in the middle of a talk. The same households go to OpenFisca one at a time,
each in a simulation of its own, for the verdicts alone: no figures, no reasons, no missing facts. The details hold what an answer
costs with fewer programmes and with more members; `answering.svg` shows it. Every situation counts alike, whether or not an open
verdict needs a second look by cells.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
from openfisca_core import periods
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from rich.progress import Progress

from bench.cost_picture import cost_picture
from bench.population import DAY, population
from bench.result import Json, Result
from knowledge import FactKind, Scope, Situation, assess, load_county, next_question, vocabulary
from knowledge.openfisca_system import system_of, variable_of
from knowledge.programmes.rule_book import rule_book

SEED = 20261125
ASSESS_P50, ASSESS_P95, QUESTION_P95 = 1.0, 3.0, 5.0
COUNTY = load_county("example")
KNOWN = (0.2, 0.5, 0.8, 1.0)
PICTURE = Path(__file__).parent / "answering.svg"
TITLE = "assess: milliseconds of one answer, median"
PROGRAMMES, MEMBERS = "number of programmes", "number of members, all programmes"


def measure(folder: Path, households: int, progress: Progress) -> list[Result]:
    """Both, over the same situations."""
    situations = _situations(households)
    for situation in situations[:20]:
        assess(situation, DAY, COUNTY)
        next_question(situation, DAY, COUNTY)
    system = system_of(COUNTY)
    ours, asked, theirs = [], [], []
    for situation in progress.track(situations, description="answering"):
        ours.append(_milliseconds(partial(assess, situation, DAY, COUNTY)))
        asked.append(_milliseconds(partial(next_question, situation, DAY, COUNTY)))
    for situation in situations[: max(len(situations) // 20, 1)]:
        theirs.append(_milliseconds(partial(_by_openfisca, system, situation)))
    by_programmes, by_members = _by_programmes(situations), _by_members(households)
    PICTURE.write_text(cost_picture(TITLE, {PROGRAMMES: by_programmes, MEMBERS: by_members}), encoding="utf-8")
    details: dict[str, Json] = {
        "assess": _spread(ours),
        "next_question": _spread(asked),
        "openfisca": _spread(theirs),
        "by_programmes": {str(count): cost for count, cost in by_programmes.items()},
        "by_members": {str(count): cost for count, cost in by_members.items()},
    }

    def result(name: str, what: str, figure: float, bar: float) -> Result:
        return Result(
            name=name,
            what=what,
            unit="ms",
            figure=figure,
            baseline=median(theirs),
            baseline_name="the verdicts alone by the generated OpenFisca system, median",
            compared="ratio",
            bar=bar,
            count=len(situations),
            seed=SEED,
            details=details,
        )

    return [
        result("assess_median", "assess over all programmes, median", median(ours), ASSESS_P50),
        result("assess_p95", "assess over all programmes, 95th percentile", _percentile(ours, 0.95), ASSESS_P95),
        result("next_question_p95", "the next question, 95th percentile", _percentile(asked, 0.95), QUESTION_P95),
    ]


def _situations(count: int) -> list[Situation]:
    chance = Random(SEED)
    return [Situation.from_answers(_some_of(answers, chance)) for answers in population(SEED, count)]


def _some_of(answers: dict[str, Any], chance: Random) -> dict[str, Any]:
    share = chance.choice(KNOWN)
    return {key: value for key, value in answers.items() if chance.random() < share}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _by_programmes(situations: Sequence[Situation]) -> dict[int, float]:
    names = tuple(rule_book())
    found: dict[int, float] = {}
    for count in (1, 2, 4, 8, len(names)):
        asked = names[:count]
        assess(situations[0], DAY, COUNTY, asked)
        taken = [_milliseconds(partial(assess, one, DAY, COUNTY, asked)) for one in situations[:200]]
        found[len(asked)] = round(median(taken), 3)
    return found


def _by_members(households: int) -> dict[int, float]:
    chance = Random(SEED)
    found: dict[int, float] = {}
    for members in (1, 2, 4, 8):
        situations = []
        for answers in population(SEED, min(households, 200)):
            own = {key: value for key, value in answers.items() if key.startswith("applicant.")}
            others = {
                f"m{place}.{key.partition('.')[2]}": value for place in range(1, members) for key, value in own.items()
            }
            situations.append(Situation.from_answers(_some_of({**answers, **others, "member_count": members}, chance)))
        taken = [_milliseconds(partial(assess, one, DAY, COUNTY)) for one in situations]
        found[members] = round(median(taken), 3)
    return found


def _by_openfisca(system: TaxBenefitSystem, situation: Situation) -> None:
    """One household in a simulation of its own, every programme's verdict."""
    period = periods.period(DAY.strftime("%Y-%m"))
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(situation.persons)))
    household = builder.declare_entity("household", np.arange(1))
    builder.join_with_persons(
        household, np.zeros(len(situation.persons), int), np.full(len(situation.persons), "member")
    )
    simulation = builder.build(system)
    for name, (low, high) in situation.facts.items():
        _told(simulation, name, np.array([low]), np.array([high]), period)
    for name, fact in vocabulary().items():
        pairs = [one.facts.get(name, fact.untold) for one in situation.persons]
        if fact.scope is Scope.PERSON and any(name in one.facts for one in situation.persons):
            _told(simulation, name, np.array([low for low, _ in pairs]), np.array([high for _, high in pairs]), period)
    for programme in rule_book():
        simulation.calculate(variable_of(programme), period)


def _told(simulation: Any, name: str, low: Any, high: Any, period: Any) -> None:
    if vocabulary()[name].kind is FactKind.FLAG:
        simulation.set_input(name, period, np.where(low < high, np.nan, low))
    else:
        simulation.set_input(f"{name}_lo", period, low)
        simulation.set_input(f"{name}_hi", period, high)


def _spread(times: Sequence[float]) -> dict[str, Json]:
    return {"median": round(median(times), 3), "p95": round(_percentile(times, 0.95), 3), "most": round(max(times), 3)}


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
