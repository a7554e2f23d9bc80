"""What must hold in every conversation, and what the crowd as a whole must reach. Pure: from the courses alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bot.dialogue.texts import Texts
from tests.soak.courses import Course, Turn

#: How often one question may be put, the resident's own wish to hear it again not counted.
MOST_ASKED = 3
#: The part of those who want it done and stay that must end with a receipt or rightly without one.
SUCCEED = 0.95
MOST_TURNS, MOST_SEGMENTS = 16, 30
#: Lines after which a question comes again because the resident wanted something else in between.
IN_BETWEEN = frozenset({"detour", "person", "correction", "danger", "restated", "thanks"})
#: Where the registry does not say which texts are neutral: those of danger, and those of waiting for a person.
NEUTRAL_FAMILIES = ("danger.", "help.waiting", "person.", "stop.", "late.", "handoff.")


def violations(course: Course, texts: Texts) -> list[str]:
    """Everything that is wrong with one conversation; empty when nothing is."""
    return [
        *([f"failed: {course.error}"] if course.error else []),
        *_dead_ends(course),
        *_asked_too_often(course),
        *_danger_not_escalated(course),
        *_not_neutral(course, texts),
        *(f"no trace: {each}" for each in course.untraced),
        *(f"kept otherwise than said: {each}" for each in course.misheard),
        *_wrongly_refused(course),
    ]


def _dead_ends(course: Course) -> Iterator[str]:
    """Every message under the bot is answered, and what was wanted is reached or left on purpose."""
    held = "bot"
    for place, turn in enumerate(course.turns):
        if held == "bot" and turn.hold == "bot" and not turn.replies:
            yield f"dead end: message {place} ({turn.text}) was answered with nothing"
        held = turn.hold
    if course.end in ("lost", "out_of_patience"):
        yield f"dead end: {course.end} after {len(course.turns)} messages, last {course.turns[-1].text!r}"


def _asked_too_often(course: Course) -> Iterator[str]:
    asked: Counter[str] = Counter()
    for turn in course.turns:
        if turn.kind == "detour" and "重来" in turn.text:
            asked.clear()
        put = any(template.startswith(("question.", "consent.")) for template in turn.replies)
        if turn.asked is not None and put and turn.kind not in IN_BETWEEN:
            asked[turn.asked] += 1
    yield from (f"asked {times} times: {fact}" for fact, times in asked.items() if times > MOST_ASKED)


def _danger_not_escalated(course: Course) -> Iterator[str]:
    for turn in course.turns:
        told = any(template.startswith("danger.") for template in turn.replies)
        if turn.kind == "danger" and not (turn.danger and turn.hold == "waiting" and told):
            yield f"danger not escalated: {turn.text} got {list(turn.replies)} under {turn.hold}"


def _not_neutral(course: Course, texts: Texts) -> Iterator[str]:
    """From the danger on; without a register of neutral texts only while a person is waited for."""
    since = next((place for place, turn in enumerate(course.turns) if turn.danger), len(course.turns))
    for turn in course.turns[since:]:
        for template in turn.replies:
            if not _is_neutral(template, turn, texts):
                yield f"not neutral after danger: {template} after {turn.text!r}"


def _is_neutral(template: str, turn: Turn, texts: Texts) -> bool:
    registered = getattr(texts.messages.get(template), "neutral", None)
    if registered is None:
        return turn.hold == "bot" or template.startswith(NEUTRAL_FAMILIES)
    return bool(registered)


def _wrongly_refused(course: Course) -> Iterator[str]:
    if course.end == "refused" and course.verdict != "ineligible":
        yield f"wrongly refused: the rules say {course.verdict}"


def succeeded(course: Course) -> bool:
    """Filed, or rightly refused."""
    return course.end == "filed" or (course.end == "refused" and course.verdict == "ineligible")


@dataclass(frozen=True)
class Crowd:
    """What the crowd as a whole reached.

    Attributes:
        turns, segments: medians from the first message to the filed application for dibao, of those who may get it,
            know every answer and say nothing beside; segments as text messages, whatever the channel.
        direct: how many those are.
    """

    residents: int
    cooperative: int
    succeeded: int
    in_danger: int
    direct: int
    turns: float | None
    segments: float | None

    @property
    def share(self) -> float:
        """The part of the cooperative ones who were served."""
        return self.succeeded / self.cooperative if self.cooperative else 1.0

    def shortfalls(self) -> list[str]:
        """The bars that were not reached."""
        found = [] if self.share >= SUCCEED else [f"only {self.share:.1%} of those who wanted it were served"]
        if self.turns is not None and self.turns > MOST_TURNS:
            found.append(f"{self.turns:g} turns to file dibao")
        if self.segments is not None and self.segments > MOST_SEGMENTS:
            found.append(f"{self.segments:g} segments to file dibao")
        return found


def crowd(courses: Iterable[Course]) -> Crowd:
    """Sum the courses up."""
    courses = list(courses)
    cooperative = [course for course in courses if course.cooperative]
    direct = [course for course in courses if _is_direct(course)]
    return Crowd(
        residents=len(courses),
        cooperative=len(cooperative),
        succeeded=sum(map(succeeded, cooperative)),
        in_danger=sum(any(turn.kind == "danger" for turn in course.turns) for course in courses),
        direct=len(direct),
        turns=_median([len(course.turns) for course in direct]),
        segments=_median([course.segments for course in direct]),
    )


def _is_direct(course: Course) -> bool:
    """A dibao application by somebody who may get it, filed without a word beside it."""
    beside = any(turn.kind not in ("opening", "answer", "pick") for turn in course.turns)
    applied = course.wish == course.kind == "dibao" and course.end == "filed"
    return applied and course.verdict == "eligible" and not beside


def _median(numbers: Sequence[int]) -> float | None:
    return float(median(numbers)) if numbers else None
