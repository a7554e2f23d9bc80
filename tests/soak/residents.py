"""One simulated resident: facts of their own, a wish, a manner; what they write next follows from what they are shown.

They see what a person sees: the words, what is asked, what can be picked. Which fact a question is about and what an
option stands for they take from the conversation's state, so that a changed wording does not make them blind.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from actions.aids_meant import TOPIC_OF_AID
from backoffice.kinds import AIDS, REQUESTS
from conversations.messages import Asked, JsonValue, Option, Question, Reply
from knowledge import vocabulary
from tests.soak.lives import Life
from tests.soak.wordings import Speech, in_chinese, pools

#: After so many messages a resident has had enough.
PATIENCE = 70

#: Answers that are written as they are, in no other words.
AS_THEY_STAND = frozenset(
    {"person_name", "party_name", "place", "phone", "id_number", "card_number", "card_holder", "free_text"}
)
#: Why a line was written. A `detour` asks for something else than the open question, so that the question comes again.
Kind = Literal["opening", "answer", "pick", "detour", "correction", "danger", "person", "restated", "thanks"]
#: How it ended: `left` on the resident's own account, `lost` where the assistant led nowhere.
End = Literal["filed", "refused", "left", "waits", "in_danger", "lost", "out_of_patience"]


@dataclass(frozen=True)
class Manner:
    """How often somebody does what, at each open question.

    Attributes:
        digresses: asks something else.
        lost: does not understand, or asks why.
        back: goes back a question.
        mistaken: says something wrong and corrects it.
        unknown: does not know an answer.
        angry: scolds.
        two_things: answers and asks in one message.
    """

    name: str
    terse: bool = False
    chatty: bool = False
    digresses: float = 0.0
    lost: float = 0.0
    back: float = 0.0
    mistaken: float = 0.0
    unknown: float = 0.0
    angry: float = 0.0
    two_things: float = 0.0
    calls: float = 0.0
    edits_summary: float = 0.0
    starts_over: float = 0.0
    in_danger: float = 0.0


MANNERS = (
    Manner("terse", terse=True),
    Manner("chatty", chatty=True, digresses=0.12, two_things=0.08),
    Manner("confused", lost=0.2, unknown=0.08, back=0.05, digresses=0.04),
    Manner("changing mind", mistaken=0.25, back=0.06, edits_summary=0.6, starts_over=0.1),
    Manner("angry", terse=True, angry=0.12, calls=0.25, digresses=0.04),
    Manner("in danger", chatty=True, in_danger=1.0, digresses=0.05),
    Manner(
        "mixed", chatty=True, digresses=0.07, lost=0.07, back=0.04, mistaken=0.08, unknown=0.04, angry=0.04,
        two_things=0.04, calls=0.1, edits_summary=0.2, starts_over=0.05, in_danger=0.1,
    ),
)  # fmt: skip

#: Wishes with how often they are had.
WISHES: dict[str, int] = {
    "dibao": 30, **{aid: 3 for aid in AIDS if aid != "dibao"}, "legal_help": 12, "legal_aid_card": 5,
    **dict.fromkeys(REQUESTS, 2),
}  # fmt: skip

#: Answers that a resident may notice to have said wrong, and what they call them.
NAMES_OF_ANSWERS = {
    "household_income_month": "收入",
    "member_count": "人数",
    "household_money_assets": "存款",
    "home_count": "房子",
    "name": "名字",
}


@dataclass(frozen=True)
class Line:
    """One message: its words, the place of a pressed button, and why it was written."""

    text: str
    kind: Kind
    button: int | None = None


@dataclass(frozen=True)
class View:
    """What a resident sees: the newest replies, what is open, who has the conversation."""

    replies: Sequence[Reply]
    asked: Asked
    hold: str

    def shows(self, template: str) -> bool:
        """Whether one of the newest replies is that text."""
        return any(reply.template == template for reply in self.replies)


@dataclass
class Resident:
    """One of them; the same seed is the same person.

    Attributes:
        stated: what they last told of each fact; None where they said that they do not know.
        end: how it ended, once it has.
    """

    seed: int
    manner: Manner = field(init=False)
    wish: str = field(init=False)
    channel: str = field(init=False)
    stated: dict[str, JsonValue] = field(default_factory=dict)
    end: End | None = None
    receipt: bool = False
    written: int = 0

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)
        self.manner = MANNERS[self.seed % len(MANNERS)]
        self.wish = self._dice.choices(tuple(WISHES), tuple(WISHES.values()))[0]
        self.channel = "web" if (self.seed // len(MANNERS)) % 2 else "twilio"
        self._speech = Speech(self._dice, self.manner.chatty, self.manner.terse)
        self._life = Life(self._dice, by_phone=self.channel == "twilio")
        self._truth: dict[str, JsonValue] = {}
        if self.wish == "dibao" and self._dice.random() < 0.7:
            self._truth.update(_of_the_poor(self._dice))
        self._tries: Counter[str] = Counter()
        self._detoured: set[str] = set()
        self._restated = 0
        self._wrong: str | None = None
        self._then: list[Line] = []
        self._edits = self._dice.random() < self.manner.edits_summary
        self._starts_over = self._dice.random() < self.manner.starts_over
        self._calls = self._dice.random() < self.manner.calls
        self.refuses_consent = self.manner.name in ("angry", "mixed") and self._dice.random() < 0.08
        self._waits_for_good = self._calls and self._dice.random() < 0.4
        self._danger_at = self._dice.randint(1, 9) if self._dice.random() < self.manner.in_danger else None
        self.danger_said = False
        self._goes_on_after_danger = self._dice.random() < 0.5
        self._asked_how = self._dice.random() < 0.7

    @property
    def cooperative(self) -> bool:
        """Whether they want it done and stay to the end: no danger, no refusal, no wish to speak with a person instead."""
        return not (self.danger_said or self.refuses_consent or (self._waits_for_good and self._called))

    _called: bool = False

    def opening(self) -> Line:
        """The first message."""
        choices = pools()["openings"][self.wish]
        words = choices[0] if self.manner.terse else self._dice.choice(choices)
        if "{" in words:
            people, sum_told = self._dice.randint(3, 5), self._dice.choice((600, 900, 1200, 2400))
            words = words.format(zh=in_chinese(people), n=sum_told)
        if self.wish == "dibao" and any(letter.isdigit() for letter in words):
            told: dict[str, JsonValue] = {"member_count": people, "household_income_month": sum_told}
            self._truth.update(told)
            self.stated.update(told)
        return Line(words, "opening")

    def next(self, view: View) -> Line | None:
        """What they write now; None when they are done."""
        line = self._next(view)
        self.written += line is not None
        return line

    def _next(self, view: View) -> Line | None:
        if self.written >= PATIENCE:
            return self._ends("out_of_patience")
        if self.written == 0:
            return self.opening()
        if any(reply.template.startswith("filed.") for reply in view.replies):
            return self._ends("filed")
        if view.hold != "bot":
            return self._while_waiting(view)
        if self._danger_at is not None and self.written >= self._danger_at and not self.danger_said:
            self.danger_said = True
            return Line(self._dice.choice(pools()["danger"]), "danger")
        if self._then:
            return self._then.pop(0)
        unheard = self._unheard_correction(view)
        if unheard is not None:
            return unheard
        if view.asked.question is not None:
            return self._at_question(view.asked.question)
        return self._at_options(view) if view.asked.options else self._at_nothing(view)

    def _ends(self, how: End) -> None:
        self.end = how

    # ---- waiting

    def _while_waiting(self, view: View) -> Line | None:
        if self.danger_said:
            if not self._goes_on_after_danger or view.shows("danger.by_person"):
                return self._ends("in_danger")
            return Line(self._dice.choice(pools()["safe"]), "detour")
        if self._waits_for_good or self.written > PATIENCE - 2:
            return self._ends("waits")
        return Line("继续", "detour")

    # ---- a question is open

    def _unheard_correction(self, view: View) -> Line | None:
        """Where "that was wrong" changed nothing, the answer is named."""
        fact, self._wrong = self._wrong, None
        question = view.asked.question
        if fact is None or view.shows("edit.changed") or (question is not None and question.fact == fact):
            return None
        return Line(f"改{NAMES_OF_ANSWERS[fact.rpartition('.')[2]]}", "correction")

    def _at_question(self, question: Question) -> Line:
        detour = self._detour(question)
        return detour if detour is not None else self._answer(question)

    def _detour(self, question: Question) -> Line | None:
        """At most one at each question, and none where an answer was not understood."""
        if question.fact in self._detoured or self._tries[question.fact]:
            return None
        words = self._detour_words()
        if words is None:
            return None
        self._detoured.add(question.fact)
        return Line(words, "person" if words in pools()["steering"]["person"] else "detour")

    def _detour_words(self) -> str | None:
        steering, roll = pools()["steering"], self._dice.random
        if self._calls and not self._called and self.written >= 3 and roll() < 0.3:
            self._called = True
            return str(self._dice.choice(steering["person"]))
        if self._starts_over and self.written >= 5:
            self._starts_over = False
            return str(steering["restart"][0])
        for often, words in (
            (self.manner.digresses, pools()["digressions"]),
            (self.manner.lost / 2, steering["lost"]),
            (self.manner.lost / 2, steering["why"]),
            (self.manner.back, steering["back"]),
            (self.manner.angry, pools()["anger"]),
        ):
            if roll() < often:
                return str(self._dice.choice(words))
        return None

    def _answer(self, question: Question) -> Line:
        fact, tries = question.fact, self._tries[question.fact]
        self._tries[fact] += 1
        name = fact.rpartition(".")[2]
        if self._dice.random() < self.manner.unknown and name in vocabulary() and tries == 0:
            self.stated[fact] = None
            return Line(self._dice.choice(pools()["steering"]["unknown"]), "answer")
        value = self._told(question)
        if name in NAMES_OF_ANSWERS and tries == 0 and self._dice.random() < self.manner.mistaken:
            return self._mistaken(question, value)
        self.stated[fact] = value
        words = self._words(question, value, tries)
        if tries == 0 and self._dice.random() < self.manner.two_things:
            words = f"{words}。对了，{self._dice.choice(pools()['digressions'][:5])}"
        return Line(words, "answer")

    def _mistaken(self, question: Question, value: JsonValue) -> Line:
        """Something else first, and in the next message what is true."""
        other = self._life.value_of(question)
        self._wrong = question.fact
        self.stated[question.fact] = value
        right = self._words(question, value, 1)
        self._then.append(Line(f"说错了，是{right}", "correction"))
        return Line(self._words(question, other, 1), "answer")

    def _words(self, question: Question, value: JsonValue, tries: int) -> str:
        if question.fact == "phone" and value == "this":
            return "就用现在这个号"
        if question.fact == "consent":
            return str(
                pools()["consent" if value is True else "refusal_of_consent"][0 if tries else self._dice.randint(0, 1)]
            )
        if question.slot == "free_text" and question.fact == "matter_text":
            return self._matter(question)
        if isinstance(value, str) and question.slot in AS_THEY_STAND:
            return value
        return self._speech.answer(question, value, tries=tries)

    def _matter(self, question: Question) -> str:
        told = pools()["answers"]
        if self.wish in REQUESTS:
            return str(self._dice.choice(told[self.wish]))
        kind = self._truth.setdefault("matter_type", self._dice.choice(tuple(told["matter_text"])))
        return str(self._dice.choice(told["matter_text"][kind]))

    def _told(self, question: Question) -> JsonValue:
        if question.fact == "consent":
            return not self.refuses_consent
        if question.fact == "card_number" and self._tries["card_checked"] > 1:
            return "跳过"
        kind = self._truth.get("matter_type")
        if question.fact == "matter_type" and kind not in question.values:
            self._truth[question.fact] = "other"
        if question.fact not in self._truth:
            self._truth[question.fact] = self._life.value_of(question)
        return self._truth[question.fact]

    # ---- something can be picked, or nothing is open

    def _at_options(self, view: View) -> Line | None:
        options = view.asked.options
        if view.shows("summary.check"):
            return self._at_summary(view)
        if view.shows("consent.refused"):
            return self._ends("left")
        if _refused(view) and self._dice.random() < 0.6:
            return self._ends("refused")
        if view.shows("start_over.sure"):
            place = next(n for n, option in enumerate(options) if option.facts.get("yes"))
            self.stated.clear()
            return self._picks(options, place)
        for place, option in enumerate(options):
            if option.facts.get("step") == "action_resume" and not option.facts.get("no"):
                return self._picks(options, place)
        if not self._asked_how:
            self._asked_how = True
            return Line("怎么算的", "detour")
        fitting = [place for place, option in enumerate(options) if self._fits(option)]
        if fitting:
            return self._picks(options, fitting[0])
        wider = [n for n, o in enumerate(options) if o.facts.get("more") or o.facts.get("no") or o.facts.get("none")]
        return self._picks(options, wider[0]) if wider and self._restated else self._at_nothing(view)

    def _at_summary(self, view: View) -> Line:
        lines = [line for line in view.replies[-1].text.splitlines() if line[:1].isdigit()]
        if self._edits and lines:
            self._edits = False
            self._truth.clear()
            self._tries.clear()
            return Line(f"改{self._dice.randint(1, len(lines))}", "correction")
        return Line(self._dice.choice(pools()["confirm"]), "pick")

    def _picks(self, options: Sequence[Option], place: int) -> Line:
        if self.channel == "web" and self._dice.random() < 0.5:
            return Line(options[place].label, "pick", place)
        return Line(str(place + 1) if self._dice.random() < 0.5 else options[place].label, "pick")

    def _fits(self, option: Option) -> bool:
        facts = option.facts
        step = facts.get("step")
        if facts.get("how"):
            return False
        if self.wish in AIDS:
            named = facts.get("aid") == self.wish or (
                "aid" not in facts
                and facts.get("topic") == TOPIC_OF_AID[self.wish]
                and self.wish != "rigid_expenditure"
            )
            return named and step in ("action_apply", "action_eligibility")
        if self.wish in REQUESTS:
            if "request" in facts:
                return facts["request"] == self.wish
            return step == {"household_change": "action_report_change"}.get(self.wish, "action_complain")
        if self.wish == "legal_aid_card":
            return step == "action_apply" and facts.get("topic") == "legal_aid_card"
        return step == "action_legal_help" or (step == "action_apply" and facts.get("topic") == "legal_aid")

    def _at_nothing(self, view: View) -> Line | None:
        """Nothing is asked that they could answer: what they want is said again, at most twice."""
        self._restated += 1
        if self._restated > 3:
            return self._ends("lost")
        if view.shows("stop.form"):
            return Line("继续", "detour")
        return Line(pools()["openings"][self.wish][0], "restated")


def _of_the_poor(dice: Random) -> dict[str, JsonValue]:
    """Who asks for dibao is poor, mostly: little money, no car, no shop, one house at most, at home in this county."""
    return {
        "household_income_month": dice.randrange(100, 1500, 50),
        "applicant.income_month": dice.randrange(100, 800, 50),
        "household_money_assets": dice.randrange(0, 6000, 500),
        "has_living_vehicle_or_boat": False,
        "has_commercial_property": False,
        "home_count": dice.choice((0, 1, 1, 1)),
        "hukou_county": "here",
    }


def _refused(view: View) -> bool:
    return any(".ineligible" in reply.template for reply in view.replies)
