"""action_policy and action_more: what the law says, quoted from knowledge's articles with source and date."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from actions import wording
from actions.aids_meant import AIDS_OF_TOPIC, TOPIC_OF_AID
from actions.said import Said
from actions.services import Services
from actions.stations import LEGAL, NearestStation
from actions.way_back import WayBack
from backoffice.kinds import CARD_SERVICES
from bot.dialogue.texts import Pick
from conversations.messages import Heard, JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import PolicyAnswer, Quoted, find_answer, quoted_by_id
from nlu.labels import LEGAL_TOPICS
from nlu.normalise import normalise
from nlu.parsers import card_wish, whereabouts

#: UTF-16 units that two, three and four segments of a text message hold.
TWO_SEGMENTS, THREE_SEGMENTS, FOUR_SEGMENTS = 134, 201, 268
#: `回1 ` and the line's end before each choice.
CHOICE_FRAME = 4
#: A further statement is said when it answers this well compared with the best: within two segments, and within three.
ALSO, SURELY_ALSO = 0.75, 0.9

#: What can be done about a topic after reading who may get it or how much.
NEXT_STEP = {
    **{topic: Pick("check", {"step": "action_eligibility", "topic": topic}) for topic in AIDS_OF_TOPIC},
    "legal_aid": Pick("apply", {"step": "action_legal_help"}),
    "legal_aid_card": Pick("apply", {"step": "action_apply", "topic": "legal_aid_card"}),
}
BEFORE_APPLYING = frozenset({"ask_eligibility", "ask_amount"})
#: After reading how an aid is applied for or with which papers: to begin, or to see first whether it can be had.
HOW_TO_APPLY = frozenset({"ask_procedure", "ask_documents"})
#: Price subsidies are paid without an application.
NOT_APPLIED_FOR = frozenset({"price_subsidy"})
PERSON = Pick("person", {"step": "action_person"})

#: What can be done at once about a card of which somebody asks how it is done.
_CARD = {"step": "action_apply", "topic": "legal_aid_card"}
CARD_STEPS = {
    "lost": Pick("card.lost_now", {**_CARD, "wish": "lost"}),
    "renew": Pick("card.renew_now", {**_CARD, "wish": "renew"}),
}

_TOPIC_OF_DRAFT = {
    **TOPIC_OF_AID,
    **dict.fromkeys(("legal_aid_card", *CARD_SERVICES), "legal_aid_card"),
    "legal_help": "legal_aid",
}


class Policy:
    """Answers from the articles, or says that it does not know and offers a person."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back
        self._stations = NearestStation(services)

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Answer, then come back to the open question."""
        topic = self._topic(c, turn, heard)
        station = self._station(c, turn, topic)
        if station is not None:
            return self._way_back(c, turn, station)
        return self._way_back(c, turn, self.reply(topic, heard.guess.act, self.question(turn)))

    def _station(self, c: Connection, turn: TurnInHand, topic: str) -> Reply | None:
        wanted = "town" in self._services.picked(turn) or (topic in LEGAL and whereabouts.asked(turn.text))
        return self._stations.for_question(c, turn) if wanted else None

    def question(self, turn: TurnInHand) -> str:
        """The resident's words in one spelling; none where a choice was picked."""
        return "" if self._services.picked(turn) else normalise(turn.text).text

    def reply(self, topic: str, act: str, question: str = "") -> Reply:
        """What the law says, in force today in this county, or that it is not known here."""
        answer = find_answer(topic, act, self._services.today, self._services.county, question)
        if answer is None:
            return _of_topic(topic, self._not_known(topic))
        step = _card_step(question) if topic == "legal_aid_card" else []
        known = any(not one.missing for one in answer.asked)
        return _of_topic(topic, self._quoted(answer, act, step) if known else self._left_open(answer, step))

    def particular(self, topic: str, act: str, question: str) -> Reply | None:
        """The answer to something more particular than who may get an aid; None where only that is asked."""
        answer = find_answer(topic, act, self._services.today, self._services.county, question)
        return self.reply(topic, act, question) if answer is not None and answer.particular else None

    def best(self, topic: str, act: str, question: str = "") -> Quoted | None:
        """The one statement that answers, where what is asked is known."""
        answer = find_answer(topic, act, self._services.today, self._services.county, question)
        return None if answer is None or answer.best.missing else answer.best

    def words(self, said: Sequence[Quoted]) -> dict[str, str | int]:
        """Statements and their sources as variables of a text."""
        return {
            "short": "\n".join(one.text for one in said),
            "source": wording.citations(self._services.texts, [one.sources for one in said]),
            "county": self._services.county_words,
        }

    def _topic(self, c: Connection, turn: TurnInHand, heard: Heard) -> str:
        """What is meant when no aid is named: the one that is being applied for, else any."""
        if heard.guess.topic not in ("none", "general"):
            return heard.guess.topic
        draft = self._services.drafts.current(c, turn.conversation_id)
        return _TOPIC_OF_DRAFT.get(draft.kind, "general") if draft else "general"

    def _quoted(self, answer: PolicyAnswer, act: str, step: Sequence[Pick]) -> Reply:
        """The best statement and as many more as the words ask for and a text message holds."""
        first, *others = [found for found in answer.found if not found.quoted.missing]
        said = [first.quoted]
        for found in others:
            room = _room(found.share)
            if found.share >= ALSO and _length(self._worded(answer, act, [*said, found.quoted], step)) <= room:
                said.append(found.quoted)
        return self._worded(answer, act, said, step)

    def _worded(self, answer: PolicyAnswer, act: str, said: Sequence[Quoted], step: Sequence[Pick]) -> Reply:
        left_open = next((one.missing for one in answer.asked if one.missing), "")
        text_id = "policy.answer_county" if any(one.of_the_county for one in said) else "policy.answer"
        words = self.words(said) | {"missing": left_open}
        return self._services.texts.say_from(
            "policy.partly" if left_open else text_id, words, options=[*step, *self._options(answer, act, said)]
        )

    def _options(self, answer: PolicyAnswer, act: str, said: Sequence[Quoted]) -> list[Pick]:
        shown = {one.statement.id for one in said}
        near = [one.quoted for one in answer.found]
        left = [one.statement.id for one in (*near, *answer.rest) if one.statement.id not in shown and not one.missing]
        return [*more_of(left), *_next_steps(answer.topic, act), PERSON]

    def _left_open(self, answer: PolicyAnswer, step: Sequence[Pick]) -> Reply:
        texts, best = self._services.texts, answer.best
        words = self.words([best]) | {
            "missing": best.missing,
            "government": self._services.settings.hotlines.government,
        }
        return texts.say_from("policy.left_open" if best.text else "policy.open", words, options=[*step, PERSON])

    def _not_known(self, topic: str) -> Reply:
        texts = self._services.texts
        words = {"topic": texts.phrase(f"topic.{topic}"), "government": self._services.settings.hotlines.government}
        return texts.say("policy.not_known", options=[PERSON, Pick("menu", {"step": "action_help"})], **words)


class More:
    """The rest of what is written on a theme, statement by statement."""

    def __init__(self, services: Services, policy: Policy, way_back: WayBack) -> None:
        self._services, self._policy, self._way_back = services, policy, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """As many of the statements that were offered last as two text messages hold."""
        offered = self._services.picked(turn) or self._offered(turn)
        ids = tuple(str(offered.get("rest", "")).split())
        left = quoted_by_id(ids, self._services.today, self._services.county)
        if not left:
            return self._way_back.or_menu(c, turn, self._services.texts.say("more.nothing"))
        return self._way_back(c, turn, self._page(left))

    def _offered(self, turn: TurnInHand) -> dict[str, JsonValue]:
        return next((dict(o.facts) for o in turn.asked.options if o.facts.get("step") == "action_more"), {})

    def _page(self, left: Sequence[Quoted]) -> Reply:
        page = self._said(left, 1)
        for count in range(2, len(left) + 1):
            longer = self._said(left, count)
            if _length(longer) > THREE_SEGMENTS:
                break
            page = longer
        return page

    def _said(self, left: Sequence[Quoted], count: int) -> Reply:
        ids = [one.statement.id for one in left[count:]]
        return self._services.texts.say_from(
            "policy.more", self._policy.words(left[:count]), options=[*more_of(ids), PERSON]
        )


def _of_topic(topic: str, reply: Reply) -> Reply:
    """What the law says of a quarrel tells whoever reads it that somebody asked."""
    return replace(reply, neutral=None) if topic in LEGAL_TOPICS else reply


def more_of(ids: Sequence[str]) -> list[Pick]:
    """The choice to hear more statements, where there are any."""
    return [Pick("more", {"step": "action_more", "rest": " ".join(ids)})] if ids else []


def _next_steps(topic: str, act: str) -> list[Pick]:
    if act in BEFORE_APPLYING and topic in NEXT_STEP:
        return [NEXT_STEP[topic]]
    if act in HOW_TO_APPLY and topic in AIDS_OF_TOPIC:
        begin = [] if topic in NOT_APPLIED_FOR else [Pick("begin", {"step": "action_apply", "topic": topic})]
        return [*begin, Pick("check_first", {"step": "action_eligibility", "topic": topic})]
    return []


def _room(share: float) -> int:
    """Units that a reply may take when a further statement is said: the most for what was asked itself."""
    if share == 1.0:
        return FOUR_SEGMENTS
    return THREE_SEGMENTS if share >= SURELY_ALSO else TWO_SEGMENTS


def _length(reply: Reply) -> int:
    """UTF-16 units of a reply as a text message."""
    choices = sum(len(option.label) + CHOICE_FRAME + 1 for option in reply.options)
    return len(reply.text) + choices


def _card_step(question: str) -> list[Pick]:
    wish = card_wish.told(question)
    return [CARD_STEPS[wish]] if wish in CARD_STEPS else []
