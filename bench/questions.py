"""How many questions settle one programme, and all of them: the adaptive choice beside a fixed form and beside two best fixed orders.

Over made-up households (`population`), each talked with until no further answer can change a verdict:

- **adaptive**: `next_question`, as a live talk uses it.
- **form**: all facts that the rules may ask a resident for, in the order of facts.yml, until the verdicts are settled.
- **order**: one order for everybody, which skips what no longer matters. It is searched on other households: the order in which
  the adaptive talks came to ask, then moved about fact by fact as long as that saves questions.
- **plain_order**: the same search for an order that skips nothing, as a form on paper cannot: it is gone down until the verdicts are
  settled.

All ask the same questions: the one for all certified statuses stands in every order and on the form. A talk about one programme goes
to the programmes in turn. Every talk must end in the verdicts that answering everything gives.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from statistics import fmean, median
from typing import Any

from rich.progress import Progress

from bench.population import DAY, ONLY_A_RECORD, population
from bench.result import Json, Result
from knowledge import PROMISES, Situation, load_county, next_question, vocabulary
from knowledge.judging import Judged
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import programmes_on, rule_book
from knowledge.situation import CERTIFIED, CERTIFIED_STATUS
from knowledge.trees.nodes import FactNumber, Node, Told, ToldNumber

SEED, SEARCH_SEED = 20261124, 711
FEWER_THAN_FORM, FEWER_THAN_ORDER = 0.65, 0.80
SEARCHED_ON, MOVES = 40, 40
COUNTY = load_county("example")

Answers = Mapping[str, Any]
# How many questions an order asks about some programmes until their verdicts are settled.
Count = Callable[[Sequence[str], tuple[str, ...], Answers], int]


@dataclass(frozen=True)
class Talk:
    """What was asked in one talk, in order, and the verdicts it ended in."""

    asked: tuple[str, ...]
    verdicts: tuple[bool | None, ...]


def measure(folder: Path, households: int, progress: Progress) -> list[Result]:
    """Both benchmarks: one programme at a time, and all at once."""
    names = tuple(rule_book())
    one = [(names[place % len(names)],) for place in range(households)]
    everything = [names] * max(households // 10, 1)
    return [*_compared("one programme", one, progress), *_compared("all programmes", everything, progress)]


def _compared(what: str, about: Sequence[tuple[str, ...]], progress: Progress) -> list[Result]:
    orders = {
        names: _best_order(names, _skipping)
        for names in progress.track(sorted(set(about)), description=f"{what}: order")
    }
    plain_orders = {names: _best_order(names, _down_to) for names in orders}
    adaptive, form, order, plain_order = [], [], [], []
    agree = 0
    talks = zip(about, population(SEED, len(about)), strict=True)
    for names, answers in progress.track(talks, total=len(about), description=f"questions: {what}"):
        talk = adaptive_talk(names, answers)
        agree += talk.verdicts == verdicts(names, answers)
        adaptive.append(len(talk.asked))
        form.append(_down_to(_form(names), names, answers))
        order.append(_skipping(orders[names], names, answers))
        plain_order.append(_down_to(plain_orders[names], names, answers))
    details: dict[str, Json] = {
        "adaptive": _spread(adaptive), "form": _spread(form), "order": _spread(order),
        "plain_order": _spread(plain_order), "agreeing_talks": agree,
    }  # fmt: skip
    if agree != len(about):
        raise AssertionError(f"{len(about) - agree} talks about {what} end in other verdicts than all answers give")
    name = what.replace(" ", "_")

    def result(beside: str, baseline: list[int], words: str, bar: float) -> Result:
        return Result(
            name=f"questions_{name}_{beside}",
            what=f"questions that settle {what}",
            unit="questions, mean",
            figure=fmean(adaptive),
            baseline=fmean(baseline),
            baseline_name=words,
            compared="ratio",
            bar=bar,
            bar_on="compared",
            count=len(adaptive),
            seed=SEED,
            details=details,
        )

    return [
        result("form", form, "a fixed form, until the verdicts are settled", FEWER_THAN_FORM),
        result("order", order, "the best fixed order found, without what no longer matters", FEWER_THAN_ORDER),
        result("plain_order", plain_order, "the best fixed order found, gone down until settled", FEWER_THAN_ORDER),
    ]


def _spread(counts: Sequence[int]) -> dict[str, Json]:
    ordered = sorted(counts)
    return {"mean": round(fmean(ordered), 2), "median": median(ordered), "p95": ordered[int(len(ordered) * 0.95)]}


# ------------------------------------------------------------------------------------------------------------- talking


def adaptive_talk(names: tuple[str, ...], answers: Answers) -> Talk:
    """A talk that asks for the next question until there is none."""
    told: dict[str, Any] = dict(PROMISES)
    asked = []
    while (ref := next_question(Situation.from_answers(told), DAY, COUNTY, names)) is not None:
        told[ref.key] = answers[ref.key]
        asked.append(ref.key)
    return Talk(tuple(asked), verdicts(names, told))


def verdicts(names: tuple[str, ...], told: Answers) -> tuple[bool | None, ...]:
    """What the rules say of the applicant on these answers."""
    return tuple(judged.holds for judged in _judged(names, told))


def _judged(names: tuple[str, ...], told: Answers) -> list[Judged]:
    situation = Situation.from_answers(told)
    frame = situation.frame(COUNTY.parameters.at(DAY), DAY)
    return [
        Judged.of(programme.rule, frame.persons[0] if programme.unit is Unit.PERSON else frame, situation)
        for programme in programmes_on(DAY, names).values()
        if programme is not None
    ]


def _missing(names: tuple[str, ...], told: Answers) -> set[str]:
    """The questions that may still change a verdict."""
    return {_question(ref.key) for judged in _judged(names, told) for ref in judged.missing}


def _question(key: str) -> str:
    return CERTIFIED_STATUS if key in CERTIFIED else key


def _skipping(order: Sequence[str], names: tuple[str, ...], answers: Answers) -> int:
    """How many questions of an order are asked where each that no longer matters is skipped."""
    told: dict[str, Any] = dict(PROMISES)
    while missing := _missing(names, told):
        key = next(key for key in order if key in missing)
        told[key] = answers[key]
    return len(told) - len(PROMISES)


def _down_to(order: Sequence[str], names: tuple[str, ...], answers: Answers) -> int:
    """How far down an order the verdicts are settled; what is settled stays so, so the place is found by halving."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        told = {**PROMISES, **{key: answers[key] for key in order[:middle]}}
        low, high = (middle + 1, high) if _missing(names, told) else (low, middle)
    return low


@cache
def _form(names: tuple[str, ...]) -> tuple[str, ...]:
    """The facts that the rules may ask a resident for, as facts.yml lists them."""
    found: set[FactNumber] = set()
    for programme in programmes_on(DAY, names).values():
        if programme is not None:
            found |= _asked_by(programme.rule)
    asked = {_question(fact.name) for fact in found if vocabulary()[fact.name].unless_told is None}
    wanted = asked - set(PROMISES) - ONLY_A_RECORD
    personal = {fact.name for fact in found if fact.depth == 1}
    return tuple(f"applicant.{name}" if name in personal else name for name in vocabulary() if name in wanted)


def _asked_by(node: Node) -> set[FactNumber]:
    if isinstance(node, FactNumber):
        return {node} if node.depth < 2 else set()
    kids = node.kids[:1] if isinstance(node, Told | ToldNumber) else node.kids
    return {fact for kid in kids for fact in _asked_by(kid)}


# ----------------------------------------------------------------------------------------------------------- searching


def _best_order(names: tuple[str, ...], count: Count) -> tuple[str, ...]:
    """An order that is good on other households: from where adaptive talks ask each fact, improved one move at a time."""
    households = list(population(SEARCH_SEED, SEARCHED_ON if len(names) == 1 else SEARCHED_ON // 4))
    order = _order_of_talks(names, households)
    best = _cost(order, names, households, count)
    chance = Random(SEARCH_SEED)
    for _ in range(MOVES):
        other = list(order)
        other.insert(chance.randrange(len(order)), other.pop(chance.randrange(len(order))))
        cost = _cost(other, names, households, count)
        if cost <= best:
            order, best = other, cost
    return tuple(order)


def _order_of_talks(names: tuple[str, ...], households: Sequence[Answers]) -> list[str]:
    places: dict[str, list[int]] = defaultdict(list)
    for answers in households:
        for place, key in enumerate(adaptive_talk(names, answers).asked):
            places[_question(key)].append(place)
    # early and often asked first; what no talk asked for stands at the end, as on the form
    late = len(_form(names))
    return sorted(_form(names), key=lambda key: (fmean(places[key]) - len(places[key])) if places[key] else late)


def _cost(order: Sequence[str], names: tuple[str, ...], households: Sequence[Answers], count: Count) -> int:
    return sum(count(order, names, answers) for answers in households)
