"""One resident's conversation from the first message to its end, and what it was like."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backoffice.kinds import AIDS
from bot.reading import read
from channels.sms_text import measure, render_for_sms
from conversations.messages import NOTHING_ASKED, Heard, Reply
from conversations.turns import ClaimedTurn
from tests.dialogue.runner import Talk, World
from tests.soak.residents import End, Kind, Line, Resident, View
from tests.soak.tracing import check_of_draft, misheard, untraced
from tests.soak.understanding import Understandings


@dataclass(frozen=True)
class Turn:
    """One message, what came back, and where that left the conversation."""

    text: str
    kind: Kind
    before: str | None
    replies: tuple[str, ...]
    says: str
    asked: str | None
    options: int
    hold: str
    danger: bool


@dataclass
class Course:
    """A finished conversation.

    Attributes:
        verdict: what the rules say of the last draft, where an aid was meant.
        untraced: figures said that are no value of the rules' working.
        misheard: filed answers that are not what was said.
        error: an exception that a turn ended with.
    """

    seed: int
    manner: str
    wish: str
    channel: str
    engine: bool
    cooperative: bool = False
    end: End | None = None
    verdict: str | None = None
    kind: str | None = None
    segments: int = 0
    turns: list[Turn] = field(default_factory=list)
    untraced: list[str] = field(default_factory=list)
    misheard: list[str] = field(default_factory=list)
    error: str | None = None


class RecordedTalk(Talk):
    """A talk whose model is a record of understandings."""

    def __init__(self, world: World, channel: str, sender: str, understandings: Understandings) -> None:
        super().__init__(world, channel, sender)
        self._understandings = understandings

    def _read(self, turn: ClaimedTurn, understood: Heard | None) -> tuple[str, Heard]:
        found = read(turn.asked, turn.text, turn.choice, self.world.clock.now().date())
        if turn.kind != "resume" and turn.wordless is None and found.step is None and found.intent is None:
            understood = self._understandings.of(found.text or "")
        return super()._read(turn, understood)


def converse(talk: Talk, resident: Resident, *, engine: bool = False) -> Course:
    """Let a resident write until they are done."""
    course = Course(resident.seed, resident.manner.name, resident.wish, resident.channel, engine)
    view = View((), talk.asked if talk.conversation_id else NOTHING_ASKED, "bot")
    try:
        while (line := resident.next(view)) is not None:
            view = _one_turn(talk, course, line)
    except Exception as fault:
        course.error = f"{type(fault).__name__}: {fault}"[:300]
    course.end, course.cooperative = resident.end, resident.cooperative
    _look_at_end(talk, course, resident)
    return course


def _one_turn(talk: Talk, course: Course, line: Line) -> View:
    before = talk.asked.question if talk.conversation_id else None
    replies = talk.press(line.button) if line.button is not None else talk.say(line.text)
    state = talk.state
    with talk.world.database.read() as c:
        draft = talk.world.office.drafts.current(c, talk.conversation_id)
    course.untraced += untraced(talk.world, draft, replies)
    course.segments += sum(_segments(reply) for reply in replies)
    asked = state.asked.question
    course.turns.append(
        Turn(
            text=line.text,
            kind=line.kind,
            before=before.fact if before else None,
            replies=tuple(reply.template for reply in replies),
            says="\n".join(reply.text for reply in replies),
            asked=asked.fact if asked else None,
            options=len(state.asked.options),
            hold=state.hold,
            danger=state.danger is not None,
        )
    )
    return View(replies, state.asked, state.hold)


def _segments(reply: Reply) -> int:
    return measure(render_for_sms(reply.text, [option.label for option in reply.options])).count


def _look_at_end(talk: Talk, course: Course, resident: Resident) -> None:
    with talk.world.database.read() as c:
        office = talk.world.office
        cases = office.cases.of_conversation(c, talk.conversation_id)
        draft = office.drafts.get(c, cases[0].draft_id) if cases else office.drafts.current(c, talk.conversation_id)
    if draft is None:
        return
    course.kind = draft.kind
    if draft.kind in AIDS and course.end in ("filed", "refused"):
        course.misheard += misheard(draft, resident.stated)
        course.verdict = str(check_of_draft(talk.world, draft).result.verdict)


def course_from_json(kept: Mapping[str, Any]) -> Course:
    """What `dataclasses.asdict` made, after a way through a file."""
    turns = [Turn(**{**turn, "replies": tuple(turn["replies"])}) for turn in kept["turns"]]
    return Course(**{**kept, "turns": turns})
