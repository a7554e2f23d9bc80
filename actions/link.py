"""action_link and action_unlink: a telephone and a chat prove to be one person's by a one-time code.

In the chat: the number, then either a code that the telephone gets and that is typed here, or a code that is shown here
and that the telephone sends. On the telephone nothing is asked: it only sends such a code.
"""

from sqlalchemy import Connection

from actions.said import Said
from actions.services import Services
from actions.way_back import WayBack
from actions.whereabouts import Whereabouts
from backoffice.link_codes import Code, Typed, Way
from bot.dialogue.texts import AGAIN, WHY, Pick
from conversations import outbox
from conversations.inbox import in_danger
from conversations.messages import Heard, JsonValue, Question
from conversations.turns import TurnInHand
from nlu.keywords import detect
from nlu.parsers import parse_slot

STEP = "action_link"
#: These questions belong to no draft.
NO_DRAFT = ""
NUMBER: dict[Way, str] = {"sent": "link_number", "shown": "link_number_shown"}
CODE = "link_code"


def asks_itself(turn: TurnInHand) -> Question | None:
    """The question that is open, if it belongs to no draft."""
    question = turn.asked.question
    return question if question is not None and question.draft == NO_DRAFT else None


LEAVE = Pick("leave", {"step": STEP, "no": True})
SHOWN = Pick("shown", {"step": STEP, "shown": True})
#: Seconds after which the text with a code is not sent any more.
OF_USE = 300.0


class Link:
    """Joins a telephone and a chat."""

    def __init__(self, services: Services, way_back: WayBack, whereabouts: Whereabouts) -> None:
        self._services, self._way_back, self._whereabouts = services, way_back, whereabouts
        self._texts, self._codes = services.texts, services.office.link_codes

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Begin, or do what was picked or typed."""
        picked = self._services.picked(turn)
        if picked.get("no") is True or _declined(turn, heard):
            return self._way_back.or_menu(c, turn, self._texts.say("link.left"))
        sure = picked.get("sure") is True
        code = picked.get("code") or self._read(turn, "one_time_code")
        if isinstance(code, str):
            return self._typed(c, turn, code, sure=sure)
        if self._on_phone(turn):
            return self._way_back.leave_open(turn, self._texts.say("link.from_chat"))
        if picked.get("shown") is True:
            return self._shown(c, turn, self._codes.ask_again(c, turn.conversation_id, "shown", sure=_in_danger(turn)))
        way: Way = "shown" if picked.get("way") == "shown" or _wants_code(turn) else "sent"
        if _in_danger(turn) and not sure:
            return self._be_sure({"way": way})
        number = self._read(turn, "phone")
        return self._ask_code(c, turn, number, way) if isinstance(number, str) else self._ask(NUMBER[way])

    def answered(self, c: Connection, turn: TurnInHand, question: Question, value: JsonValue) -> Said:
        """One of our own questions is answered. In danger the number was asked for once that was agreed to."""
        if question.fact == CODE:
            return self._typed(c, turn, str(value), sure=False)
        return self._ask_code(c, turn, str(value), "shown" if question.fact == NUMBER["shown"] else "sent")

    def why(self, turn: TurnInHand, question: Question) -> Said:
        """The reason for one of our own questions, and the question again."""
        return self._ask(question.fact).after([self._texts.say(f"question.{question.fact}{WHY}")])

    def not_understood(self, turn: TurnInHand, question: Question) -> Said:
        """The same question in other words."""
        return self._ask(question.fact, again=True, misses=turn.asked.misses + 1)

    def _ask(self, fact: str, *, again: bool = False, misses: int = 0) -> Said:
        options = [SHOWN, LEAVE] if fact == CODE else [LEAVE]
        reply = self._texts.say(f"question.{fact}" + (AGAIN if again else ""), options=options)
        slot = "one_time_code" if fact == CODE else "phone"
        return Said((reply,), Question(NO_DRAFT, fact, slot, words=reply.text), misses)

    def _ask_code(self, c: Connection, turn: TurnInHand, number: str, way: Way) -> Said:
        """Have a code for that number; what is said is the same whether the number is known or not."""
        code = self._codes.ask(c, turn.conversation_id, number, way, sure=_in_danger(turn))
        if way == "shown":
            return self._shown(c, turn, code)
        if code is None:
            return self._way_back(c, turn, self._texts.say("link.too_many"))
        if code.to is not None:
            self._send(c, code, code.to)
        return self._ask(CODE)

    def _send(self, c: Connection, code: Code, to: str) -> None:
        words = self._texts.say("link.code", code=code.code)
        draft = outbox.Draft(to, f"link:{code.id}", 0, words, "system", code.epoch, of_use=OF_USE)
        outbox.put(c, self._services.vault, draft)

    def _shown(self, c: Connection, turn: TurnInHand, code: Code | None) -> Said:
        if code is None:
            return self._way_back(c, turn, self._texts.say("link.too_many"))
        return Said.of(self._texts.say("link.shown", code=code.code))

    def _typed(self, c: Connection, turn: TurnInHand, code: str, *, sure: bool) -> Said:
        on_phone = self._on_phone(turn)
        take = self._codes.type_on_phone if on_phone else self._codes.type_in_chat
        match take(c, turn.conversation_id, code, sure=sure):
            case Typed.LINKED if on_phone:
                return self._way_back.leave_open(turn, self._texts.say("link.done_on_phone"))
            case Typed.LINKED:
                return self._done(c, turn)
            case Typed.BE_SURE:
                return self._be_sure({"code": code})
            case Typed.WRONG if not on_phone:
                reply = self._texts.say("link.wrong", options=[SHOWN, LEAVE])
                return Said((reply,), Question(NO_DRAFT, CODE, "one_time_code", words=reply.text))
        again = [] if on_phone else [Pick("again", {"step": STEP, "yes": True})]
        return Said.of(self._texts.say("link.closed", options=[*again, LEAVE]))

    def _done(self, c: Connection, turn: TurnInHand) -> Said:
        """What was begun on the telephone can be gone on with at once; it is not named while somebody is in danger."""
        unnamed = in_danger(c, turn.conversation_id)
        begun = [] if unnamed else self._whereabouts.picks(c, turn, self._whereabouts.elsewhere(c, turn))
        filed = [Pick("menu.status", {"step": "action_status"})] if self._whereabouts.cases(c, turn) else []
        said = Said.of(self._texts.say("link.done", options=[*begun, *filed]))
        return said if begun or filed else self._way_back.or_menu(c, turn, *said.replies)

    def _be_sure(self, then: dict[str, JsonValue]) -> Said:
        """Danger is or was told here: the other side will see it, so that must be wanted."""
        sure = Pick("sure", {"step": STEP, "sure": True, **then})
        return Said.of(self._texts.say("link.be_sure", options=[LEAVE, sure]))

    def _read(self, turn: TurnInHand, slot: str) -> object | None:
        """What stands in a message that was typed; nothing where an option was picked."""
        if turn.choice or self._services.picked(turn):
            return None
        return parse_slot(slot, turn.text, today=self._services.today)

    def _on_phone(self, turn: TurnInHand) -> bool:
        return turn.channel in self._services.settings.phone_channels


class Unlink:
    """Parts them again."""

    def __init__(self, services: Services, way_back: WayBack) -> None:
        self._services, self._way_back = services, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """At once and from either side; nothing needs to be confirmed for seeing less."""
        ended = self._services.office.links.part(c, turn.conversation_id)
        words = self._services.texts.say("unlink.done" if ended else "unlink.none")
        return self._way_back.leave_open(turn, words)


def _declined(turn: TurnInHand, heard: Heard) -> bool:
    """Whether what was offered was refused in words: then the message is no wish of its own."""
    found = detect(turn.text)
    return heard.intent == "none" and turn.choice is None and found is not None and found.kind == "no"


def _in_danger(turn: TurnInHand) -> bool:
    return turn.danger is not None


def _wants_code(turn: TurnInHand) -> bool:
    found = detect(turn.text)
    return found is not None and found.kind == "link" and found.target == "code"
