"""`assess`: one situation, one day, one county; every programme's verdict with its reasons.

Nothing here knows any programme: it reads trees. A verdict is given where the tree is settled on what is known, or, when few facts
are open, where every combination of pieces of them gives the same verdict.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from knowledge.amounts import given
from knowledge.assessment import (
    Assessment,
    CriterionResult,
    Figure,
    Given,
    GroundResult,
    NearestMiss,
    ProgrammeResult,
    Verdict,
)
from knowledge.contradictions import contradictions
from knowledge.county import County
from knowledge.figures import Trace
from knowledge.judging import Judged
from knowledge.programmes.programme import Ground, Means, Programme, Unit
from knowledge.programmes.rule_book import programmes_on, rule_book, written_out
from knowledge.situation import Situation
from knowledge.sources import citations
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Criterion, Truth
from knowledge.trees.reasons import criteria_of, reasons
from knowledge.version import rules_version

NOTHING = Given()
NOBODY: Mapping[str, tuple[GroundResult, ...]] = MappingProxyType({})
NOT_IN_FORCE_ZH = "所问的日期没有查到这项制度的规定"


def assess(
    situation: Situation,
    on: date,
    county: County,
    programmes: Iterable[str] | None = None,
    *,
    record: bool = False,
) -> Assessment:
    """The verdicts of the named programmes, or of all, on what is known.

    `record` names missing facts as a record keeps them (per head, per person) instead of as a resident is asked.
    Raises `UnknownProgrammeError`. Deterministic: the same arguments give an equal answer.
    """
    names = tuple(programmes) if programmes is not None else None
    reading = _Reading(situation, county.day(on), county, record)
    written_out(reading.day, names).fill(reading.top)
    results = {
        name: reading.programme(programme) if programme else _not_in_force(name)
        for name, programme in programmes_on(reading.day, names).items()
    }
    return Assessment(
        on=on,
        county_id=county.id,
        county_zh=county.label_zh,
        invented=county.invented,
        policy_set=county.policy_set.value,
        rules_version=rules_version(),
        programmes=MappingProxyType(results),
        figures=MappingProxyType(dict(reading.trace.figures)),
        conflicts=contradictions(reading.top),
    )


def _not_in_force(name: str) -> ProgrammeResult:
    label = rule_book()[name].label_zh
    return ProgrammeResult(name, label, Verdict.UNKNOWN, staff_decides=(NOT_IN_FORCE_ZH,))


class _Reading:
    """One situation read against one day's rules and figures."""

    def __init__(self, situation: Situation, day: date, county: County, record: bool) -> None:
        self.situation = situation
        self.day = day
        parameters = county.parameters.at(day)
        self.trace = Trace(parameters)
        self.top = situation.frame(parameters, day, record=record)
        self._criteria: dict[tuple[Criterion, str | None], CriterionResult] = {}

    def programme(self, programme: Programme) -> ProgrammeResult:
        """The programme for the household or the matter, or for the applicant with every listed person beside."""
        if programme.unit is not Unit.PERSON:
            return self._result(programme, self.top)
        by_person = {frame.key or "": self._result(programme, frame) for frame in self.top.persons}
        first = next(iter(by_person.values()))
        return ProgrammeResult(**{**first.__dict__, "members": MappingProxyType(by_person)})

    def _result(self, programme: Programme, frame: Frame) -> ProgrammeResult:
        judged = Judged.of(programme.rule, frame, self.situation)
        results = {criterion.id: self._criterion(criterion, frame) for criterion in criteria_of(programme.rule)}
        deciding = _deciding(programme.rule, frame, judged, results)
        first, *more = self._given(programme, frame, judged)
        return ProgrammeResult(
            programme=programme.name,
            label_zh=programme.label_zh,
            verdict=Verdict.of(judged.holds),
            criteria=tuple(results.values()),
            deciding=deciding,
            missing=judged.missing,
            missing_parameters=_all_of(judged.missing_parameters, *(one.missing_parameters for one in (first, *more))),
            staff_decides=judged.staff_decides,
            given=first,
            more_given=tuple(more),
            in_kind=self._grounds(programme.in_kind, frame) if judged.holds is not False else (),
            nearest_miss=self._nearest_miss(deciding, programme, frame) if judged.holds is False else None,
            means=_means_outcome(programme.means, frame),
            papers=self._grounds(programme.means.papers if programme.means else (), frame),
            urgent=_any_holds(programme.urgent, frame),
            urgent_reasons=self._grounds(programme.urgent, frame),
            priority=_holds(programme.priority, frame) if programme.priority is not None else None,
            notes=self._grounds(programme.notes, frame),
            of_persons=self._of_persons(programme.of_persons),
        )

    def _given(self, programme: Programme, frame: Frame, judged: Judged) -> list[Given]:
        """What is given, the main thing first; nothing where the verdict is no, or waits for facts."""
        rules = [programme.amount, *programme.more_amounts]
        if judged.holds is False or judged.missing or rules == [None]:
            return [NOTHING] * len(rules)
        who = f"{frame.key}." if frame.key else ""
        names = (programme.name, *(f"{programme.name}.{place}" for place in range(2, len(rules) + 1)))
        return [
            given(rule, frame, self.trace, f"{who}{name}", self.day) if rule else NOTHING
            for name, rule in zip(names, rules, strict=True)
        ]

    def _of_persons(self, grounds: tuple[Ground, ...]) -> Mapping[str, tuple[GroundResult, ...]]:
        """What a record asks of each person; a talk, which knows only the applicant, does not."""
        if not (grounds and self.top.record):
            return NOBODY
        return MappingProxyType({one.key or "": self._grounds(grounds, one) for one in self.top.persons})

    def _criterion(self, criterion: Criterion, frame: Frame) -> CriterionResult:
        """Programmes share criteria: each is read once for a bearer."""
        place = (criterion, frame.key)
        if place not in self._criteria:
            self._criteria[place] = self._read(criterion, frame)
        return self._criteria[place]

    def _read(self, criterion: Criterion, frame: Frame) -> CriterionResult:
        holds = _holds(criterion, frame)
        if criterion.measure is None:
            return _without_figures(criterion, holds, self.day)
        figure, threshold = self._figures(criterion, frame)
        return CriterionResult(
            id=criterion.id,
            label_zh=criterion.label_zh,
            holds=holds,
            sources=citations(criterion.law, self.day),
            figure=figure,
            threshold=threshold,
        )

    def _figures(self, criterion: Criterion, frame: Frame) -> tuple[Figure | None, Figure | None]:
        if criterion.measure is None:
            return None, None
        who = f"{frame.key}." if frame.key else ""
        figure = self.trace.amount(criterion.measure, frame, f"{who}{criterion.id}.figure")
        return figure, self.trace.line(criterion.measure, frame, f"{who}{criterion.id}.threshold")

    def _nearest_miss(
        self, deciding: tuple[CriterionResult, ...], programme: Programme, frame: Frame
    ) -> NearestMiss | None:
        """The first failed line that both sides of are known."""
        measures = {criterion.id: criterion.measure for criterion in criteria_of(programme.rule)}
        for result in deciding:
            measure = measures[result.id]
            if result.holds is False and measure and result.figure and result.threshold:
                short = result.figure.value - result.threshold.value
                if short >= 0:
                    unit = result.figure.unit_zh
                    excess = self.trace.put(
                        Figure(f"{result.id}.excess", short, unit, approximate=result.figure.approximate)
                    )
                    return NearestMiss(result.id, excess, measure.excess_zh.format(excess=excess.text_zh))
        return None

    def _grounds(self, grounds: tuple[Ground, ...], frame: Frame) -> tuple[GroundResult, ...]:
        return tuple(_ground(ground, _holds(ground.test, frame), self.day) for ground in grounds)


@lru_cache(maxsize=4096)
def _without_figures(criterion: Criterion, holds: bool | None, day: date) -> CriterionResult:
    return CriterionResult(criterion.id, criterion.label_zh, holds, citations(criterion.law, day))


@lru_cache(maxsize=4096)
def _ground(ground: Ground, holds: bool | None, day: date) -> GroundResult:
    return GroundResult(ground.id, ground.label_zh, holds, citations(ground.law, day))


def _all_of(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*names)))


def _deciding(
    rule: Truth, frame: Frame, judged: Judged, results: Mapping[str, CriterionResult]
) -> tuple[CriterionResult, ...]:
    """The criteria that made the verdict; failed ones first where it is a no."""
    named = tuple(results[criterion.id] for criterion in reasons(rule, frame))
    return tuple(sorted(named, key=lambda result: result.holds is not False)) if judged.holds is False else named


def _holds(test: Truth, frame: Frame) -> bool | None:
    pair = frame.value(test)
    return None if is_open(pair) else bool(pair[0])


def _any_holds(grounds: tuple[Ground, ...], frame: Frame) -> bool | None:
    held = [_holds(ground.test, frame) for ground in grounds]
    return True if True in held else None if None in held or not held else False


def _means_outcome(means: Means | None, frame: Frame) -> str | None:
    if means is None:
        return None
    for outcome, test in (("not_required", means.not_required), ("presumed", means.presumed)):
        holds = _holds(test, frame)
        if holds is not False:
            return outcome if holds else None
    return "must_check"
