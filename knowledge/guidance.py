"""What a programme asks and promises beside its verdict: papers, steps with their limits, review, end, and what can be done about it."""

from dataclasses import dataclass
from datetime import date

from knowledge.county import County
from knowledge.facts import vocabulary
from knowledge.figures import Trace
from knowledge.programmes.facts_asked import facts_in
from knowledge.programmes.programme import Document, Exit, Remedy, Review, Step
from knowledge.programmes.rule_book import programmes_on
from knowledge.situation import Situation
from knowledge.sources import Source, citations
from knowledge.trees.arithmetic import is_open
from knowledge.trees.frames import Frame
from knowledge.trees.nodes import Truth


@dataclass(frozen=True)
class Told:
    """One paper, step, review, end or remedy. `sure` is False where it depends on something that is not known yet.

    `limit_zh` is the time allowed, such as 30个工作日; `alarm_zh` a longer limit of another text; both are empty where no text gives one.
    `sms_safe` is False where naming it tells something that others should not read on a screen, such as an illness.
    """

    label_zh: str
    sources: tuple[Source, ...]
    sure: bool = True
    body_zh: str = ""
    limit_zh: str = ""
    alarm_zh: str = ""
    office_looks_up: bool = False
    told_here: bool = False
    sms_safe: bool = True


@dataclass(frozen=True)
class Guidance:
    """All of it for one programme on one day; every part is empty where the programme was not in force."""

    papers: tuple[Told, ...] = ()
    steps: tuple[Told, ...] = ()
    review: tuple[Told, ...] = ()
    exits: tuple[Told, ...] = ()
    appeal: tuple[Told, ...] = ()


def guidance(programme: str, situation: Situation, on: date, county: County) -> Guidance:
    """What applies to this household on a day, with the limits of law and county. Raises `UnknownProgrammeError`."""
    day = county.day(on)
    standing = programmes_on(day, [programme])[programme]
    if standing is None:
        return Guidance()
    parameters = county.parameters.at(day)
    telling = _Telling(situation.frame(parameters, day), Trace(parameters), day)
    return Guidance(
        papers=telling.papers(standing.documents),
        steps=telling.steps(standing.procedure),
        review=telling.review(standing.review),
        exits=telling.exits(standing.exits),
        appeal=telling.exits(standing.appeal),
    )


class _Telling:
    """Puts provisions into words with the figures of one day."""

    def __init__(self, frame: Frame, trace: Trace, day: date) -> None:
        self.frame, self.trace, self.day = frame, trace, day

    def papers(self, documents: tuple[Document, ...]) -> tuple[Told, ...]:
        return tuple(
            Told(
                one.label_zh,
                citations(one.law, self.day),
                self._sure(one.when),
                office_looks_up=one.office_looks_up,
                told_here=one.told_here,
                sms_safe=one.when is None or all(vocabulary()[name].sms_safe for name in facts_in(one.when)),
            )
            for one in documents
            if self._may_apply(one.when)
        )

    def steps(self, procedure: tuple[Step, ...]) -> tuple[Told, ...]:
        return tuple(
            Told(
                one.label_zh,
                citations(one.law, self.day),
                self._sure(one.when),
                body_zh=one.body_zh,
                limit_zh=self._limit_zh(one.limit),
                alarm_zh=self._limit_zh(one.alarm),
            )
            for one in procedure
            if self._may_apply(one.when)
        )

    def review(self, reviews: tuple[Review, ...]) -> tuple[Told, ...]:
        return tuple(
            Told(one.label_zh, citations(one.law, self.day), self._sure(one.when), limit_zh=self._limit_zh(one.cycle))
            for one in reviews
            if self._may_apply(one.when)
        )

    def exits(self, provisions: tuple[Exit | Remedy, ...]) -> tuple[Told, ...]:
        return tuple(
            Told(one.label_zh, citations(one.law, self.day), limit_zh=self._limit_zh(one.limit)) for one in provisions
        )

    def _limit_zh(self, name: str) -> str:
        figure = self.trace.parameter(name) if name else None
        return figure.text_zh if figure else ""

    def _may_apply(self, when: Truth | None) -> bool:
        return when is None or bool(self._bearer(when).value(when)[1])

    def _sure(self, when: Truth | None) -> bool:
        return when is None or not is_open(self._bearer(when).value(when))

    def _bearer(self, when: Truth) -> Frame:
        """Conditions about a person are about the one the application is for."""
        return self.frame.persons[0] if when.depth == 1 else self.frame
