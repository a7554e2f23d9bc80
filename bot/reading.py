"""How one message is read before any model: keywords first, then the open question, then commands.

What comes out is a trusted intent, or masked text for the model. Identity, phone and bank numbers never leave here.
"""

from dataclasses import dataclass
from datetime import date

from bot.answers import parse_answer
from conversations.inbox import CHILD_WRITES, NO_FLAGS, Flags
from conversations.messages import Asked, InboundMessage
from nlu.child_writer import writes_as_child
from nlu.keywords import Keyword, detect
from nlu.normalise import normalise
from nlu.normalise.script import written_in_traditional
from nlu.outright import put_right
from nlu.personal_numbers import mask_personal_numbers

#: Keywords whose step runs at once, with or without the engine.
AT_ONCE = {"danger": "action_danger", "stop": "action_stop", "person": "action_person", "help": "action_help"}

#: Other whole-message keywords and the dialogue's intent for each.
COMMANDS = {
    "go_back": "go_back",
    "skip": "skip",
    "restart": "restart_draft",
    "dont_know": "dont_know",
    "why": "why",
    "resume": "resume",
    "more": "more",
    "change": "correct",
    "yes": "affirm",
    "no": "deny",
    "join": "join",
}

#: Whole messages that no question asks for, whatever is open: one person at several addresses.
BEFORE_ANSWERS = {"link": "link", "unlink": "unlink"}


@dataclass(frozen=True)
class Reading:
    """What to do with a message: run `step` at once, say `intent` to the engine, or have it understand `text`."""

    step: str | None = None
    intent: str | None = None
    text: str | None = None
    keyword: Keyword | None = None


def read(asked: Asked, text: str, choice: str | None, today: date) -> Reading:
    """Read one message for what was open when it was first taken."""
    keyword = None if choice or is_offered(asked, text) else detect(text)
    if keyword is not None and keyword.kind in AT_ONCE:
        return Reading(step=AT_ONCE[keyword.kind], intent=keyword.act, keyword=keyword)
    if keyword is not None and keyword.kind in BEFORE_ANSWERS:
        return Reading(intent=BEFORE_ANSWERS[keyword.kind], keyword=keyword)
    if keyword is None and not choice and not _asks_for_age(asked) and writes_as_child(text):
        return Reading(step="action_danger", intent="inform")
    if keyword is not None and keyword.kind == "change" and any(map(str.isdigit, keyword.target or "")):
        return Reading(intent=COMMANDS["change"], keyword=keyword)  # 改2 is the second answer, not the second choice
    if asked.question is not None and not choice and put_right(text) is not None:
        return Reading(intent=COMMANDS["change"])
    answer = parse_answer(asked, text, choice, today)
    if answer is not None:
        return Reading(intent=_intent_of(answer.kind, answer.option.intent if answer.option else ""))
    if keyword is not None and keyword.kind in COMMANDS:
        return Reading(intent=COMMANDS[keyword.kind], keyword=keyword)
    return Reading(text=for_the_model(text))


def _asks_for_age(asked: Asked) -> bool:
    return asked.question is not None and asked.question.slot == "age"


def is_offered(asked: Asked, text: str) -> bool:
    """Whether the very words of an open choice were written: 被家里人打骂、虐待 among kinds of matters picks one.

    What follows them in a sentence of its own (… 对了，你们几点下班) is looked at for itself.
    """
    offered = {normalise(option.label).text for option in asked.options}
    said = normalise(text).text
    picked, _, rest = said.partition("。")
    return said in offered or (picked in offered and not _tells_danger(rest))


def _tells_danger(text: str) -> bool:
    found = detect(text)
    return found is not None and found.kind == "danger"


def _intent_of(kind: str, option_intent: str) -> str:
    return {"fact": "answer", "option": option_intent, "stale": "resume"}[kind]


def flags_of(message: InboundMessage) -> Flags:
    """What must take effect the moment a message is stored, whoever holds the conversation; a pressed button has none."""
    if message.choice:
        return NO_FLAGS
    keyword, is_child, script = (
        detect(message.text),
        writes_as_child(message.text),
        written_in_traditional(message.text),
    )
    if keyword is None:
        return Flags(urgent=is_child, traditional=script)
    kind = CHILD_WRITES if is_child else keyword.danger
    return Flags(
        danger=kind if keyword.kind == "danger" else None,
        stop=keyword.kind == "stop" and keyword.target == "messages",
        go_on=keyword.kind == "resume",
        urgent=keyword.kind in AT_ONCE,
        traditional=script,
    )


def for_the_model(text: str) -> str:
    """The text as the model may see it: normalised, with personal numbers replaced by what kind they are."""
    return mask_personal_numbers(normalise(text).text)
