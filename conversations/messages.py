"""The words that pass between channels, turns and steps, as frozen values.

Raw JSON appears only in `as_json` / `from_json`, for sealed columns and for the engine's wire.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

type JsonValue = str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None


#: A picture, a document or a sound; a place on the map.
type Wordless = Literal["file", "place"]


@dataclass(frozen=True)
class SafeFile:
    """A file that may be kept and shown: of a known kind, looked through, a picture without its place and date.

    Attributes:
        media_type: by content, never by name.
        thumbnail: a small JPEG of a picture.
    """

    media_type: str
    content: bytes
    thumbnail: bytes | None = None


@dataclass(frozen=True)
class SentFile:
    """A file that came with a message.

    Attributes:
        source: how its provider names it, for whoever fetches it later.
        name: as its sender called it.
        safe: the file itself, where it came at once.
    """

    source: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    safe: SafeFile | None = None


@dataclass(frozen=True)
class InboundMessage:
    """One message of a resident, as its channel delivered it.

    Attributes:
        channel: `web`, `twilio`, `terminal`, …
        account: our own side: the number or page that was written to.
        sender: the resident's address: a phone in E.164, a random web key. An address is not a person.
        provider_id: the provider's id of the message; the same id is the same message, whenever it comes again.
        key: where a provider tells of changes, its lasting id of the message; an edit has the same under a new
            `provider_id`.
        is_edit: the words stand in the place of the earlier ones with the same key.
        text: what was written, unchanged.
        choice: the id of a pressed button, `<outbox origin>:<index from 0>`, when one was pressed.
        media: how many pictures or files came with it.
        files: those of them that can be had.
        wordless: what came without a written word, for which `text` only stands.
    """

    channel: str
    account: str
    sender: str
    provider_id: str
    text: str
    choice: str | None = None
    media: int = 0
    key: str = ""
    is_edit: bool = False
    files: tuple[SentFile, ...] = ()
    wordless: Wordless | None = None


@dataclass(frozen=True)
class Option:
    """Something that can be picked: its words, the intent that picking means, and what goes with it."""

    label: str
    intent: str
    facts: Mapping[str, JsonValue] = field(default_factory=dict)

    def as_json(self) -> dict[str, JsonValue]:
        """For a sealed column."""
        return {"label": self.label, "intent": self.intent, "facts": dict(self.facts)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Option":
        """What `as_json` made."""
        return cls(value["label"], value["intent"], value["facts"])


@dataclass(frozen=True)
class Reply:
    """One message to a resident, already worded.

    Attributes:
        template: the id of the registered text it was made from.
        options: what can be answered with a button or a number.
        even_if_stopped: true only for the word that confirms a stop.
        neutral: the words that may be read by whoever holds the phone of somebody in danger, often the text itself;
            none where the reply tells more than that.
    """

    template: str
    text: str
    options: tuple[Option, ...] = ()
    even_if_stopped: bool = False
    neutral: str | None = None

    def told_in_danger(self) -> "Reply | None":
        """The same in its neutral words, if it has any."""
        return None if self.neutral is None else replace(self, text=self.neutral)

    def reworded(self, words: Callable[[str], str]) -> "Reply":
        """The same with every word of it changed in the same way; what the options stand for stays."""
        options = tuple(replace(option, label=words(option.label)) for option in self.options)
        neutral = None if self.neutral is None else words(self.neutral)
        return replace(self, text=words(self.text), options=options, neutral=neutral)

    def as_json(self) -> dict[str, JsonValue]:
        """For a sealed column and for the engine's wire."""
        return {
            "template": self.template,
            "text": self.text,
            "options": [option.as_json() for option in self.options],
            "even_if_stopped": self.even_if_stopped,
            "neutral": self.neutral,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Reply":
        """What `as_json` made."""
        options = tuple(Option.from_json(option) for option in value["options"])
        silent = value.get("even_if_stopped", False)
        return cls(value["template"], value["text"], options, silent, value.get("neutral"))


@dataclass(frozen=True)
class Question:
    """The question that is open: which fact of which draft, and the parser that reads its answer.

    Attributes:
        draft: id of the application draft.
        fact: name of the fact that is asked.
        slot: name of the parser (`money`, `yes_no`, `choice`, …).
        unit: what the parser must know of the unit, such as `month` or `lump_sum` for money.
        labels: the words of the allowed values, for `choice`.
        values: the values that those words stand for, in the same order.
        words: the question as it was put, so that a bare 有 or 没买 can be read.
        spoken: other names of each of the allowed values, in the order of `labels`; nothing where there are none.
    """

    draft: str
    fact: str
    slot: str
    unit: str | None = None
    labels: tuple[str, ...] = ()
    values: tuple[JsonValue, ...] = ()
    words: str = ""
    spoken: tuple[tuple[str, ...], ...] = ()

    def as_json(self) -> dict[str, JsonValue]:
        """For a sealed column."""
        return {
            "draft": self.draft,
            "fact": self.fact,
            "slot": self.slot,
            "unit": self.unit,
            "labels": list(self.labels),
            "values": list(self.values),
            "words": self.words,
            "spoken": [list(names) for names in self.spoken],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Question":
        """What `as_json` made."""
        labels, values = tuple(value["labels"]), tuple(value["values"])
        spoken = tuple(tuple(names) for names in value.get("spoken", ()))  # absent in what was open before an update
        return cls(value["draft"], value["fact"], value["slot"], value["unit"], labels, values, value["words"], spoken)


@dataclass(frozen=True)
class Asked:
    """What is open towards the resident.

    Attributes:
        question: the fact that is asked, if one is.
        options: what can be picked.
        misses: how many times in a row we did not understand.
        origin: the outbox origin of the turn that asked; a button of an older turn does not answer this.
    """

    question: Question | None = None
    options: tuple[Option, ...] = ()
    misses: int = 0
    origin: str = ""

    def as_json(self) -> dict[str, JsonValue]:
        """For a sealed column."""
        return {
            "question": self.question.as_json() if self.question else None,
            "options": [option.as_json() for option in self.options],
            "misses": self.misses,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Asked":
        """What `as_json` made."""
        question = Question.from_json(value["question"]) if value["question"] else None
        options = tuple(Option.from_json(option) for option in value["options"])
        return cls(question, options, value["misses"], value["origin"])


NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Guess:
    """One reading of a message: labels as in the contract, confidence from 0 to 1."""

    act: str
    topic: str
    matter: str
    confidence: float = 0.0

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Guess":
        """A reading as the engine words it."""
        return cls(value["act"], value["topic"], value["matter"], float(value.get("confidence", 0.0)))


@dataclass(frozen=True)
class Heard:
    """What a message was understood as, or the trusted payload that stands in for understanding.

    Attributes:
        intent: the dialogue's intent: an act of the contract, or `answer`, `choose`, `resume`, `go_back`, …
        guess: the likeliest reading.
        alternatives: other readings, likeliest first.
        also: a second request in the same message.
    """

    intent: str
    guess: Guess
    alternatives: tuple[Guess, ...] = ()
    also: tuple[Guess, ...] = ()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Heard":
        """An understanding as the engine words it."""
        return cls(
            intent=value.get("intent", value["act"]),
            guess=Guess.from_json(value),
            alternatives=tuple(Guess.from_json(other) for other in value.get("alternatives", ())),
            also=tuple(Guess.from_json(other) for other in value.get("also", ())),
        )


@dataclass(frozen=True)
class TurnRef:
    """Names one attempt at one message: the only thing of a turn that travels through the engine."""

    inbox: int
    fence: int
    epoch: int

    def as_json(self) -> dict[str, JsonValue]:
        """For the metadata of the engine's message."""
        return {"inbox": self.inbox, "fence": self.fence, "epoch": self.epoch}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "TurnRef":
        """What `as_json` made."""
        return cls(int(value["inbox"]), int(value["fence"]), int(value["epoch"]))
