"""Every text that a resident can get, registered under an id with its variables, its choices and its length on SMS.

Three kinds stand in `responses/*.yml`: a *message* (a whole reply), a *question* (a message with other words for the
second time, a reason, and the names by which residents call its answer), and a *phrase* (a few words that are set
into a message: a label, a button). Code passes ids and values, never words; so a translation, a carrier's list of
templates and a check of plain words need only these files.
"""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from bot.dialogue.errors import TextFileError, UnknownText, WrongVariables
from conversations.messages import JsonValue, Option, Reply

RESPONSES = Path(__file__).parent / "responses"
NEUTRAL_FILE = Path(__file__).parent / "neutral.yml"

AGAIN, WHY, NEUTRAL = ".again", ".why", ".neutral"
_KEYS = {"text", "sample", "segments", "options", "again", "why", "called"}


@dataclass(frozen=True)
class Pick:
    """A choice to offer: the key of its registered words, the intent that picking means, and what goes with it."""

    key: str
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    intent: str = "choose"
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One registered text.

    Attributes:
        sample: every variable with a typical value, for tests and for carriers that register templates.
        options: key and words of what can be offered with it, in the order shown.
        segments: the most SMS segments it may take with its sample and all its options.
        called: how residents name the answer to this question (改收入).
    """

    id: str
    text: str
    sample: Mapping[str, str]
    options: Mapping[str, str]
    segments: int
    called: tuple[str, ...] = ()

    @property
    def variables(self) -> set[str]:
        """Names of what must be passed."""
        return _fields(self.text)


class Texts:
    """The registry. Load it once; it never changes."""

    def __init__(
        self, messages: Mapping[str, Message], phrases: Mapping[str, str], neutral: Sequence[str] = ()
    ) -> None:
        self.messages = MappingProxyType(dict(messages))
        self.phrases = MappingProxyType(dict(phrases))
        self._neutral = tuple(neutral)

    @classmethod
    def load(cls, folder: Path = RESPONSES) -> "Texts":
        """Read every response file of a folder.

        Raises:
            TextFileError: an entry is malformed, registered twice, or a variable has no sample value.
        """
        messages: dict[str, Message] = {}
        phrases: dict[str, str] = {}
        for file in sorted(folder.glob("*.yml")):
            for text_id, entry in _entries(file):
                if text_id in messages or text_id in phrases:
                    raise TextFileError(file, text_id, "registered twice")
                if isinstance(entry, str):
                    phrases[text_id] = entry
                else:
                    messages.update(_messages(file, text_id, entry))
        return cls(messages, phrases, yaml.safe_load(NEUTRAL_FILE.read_text(encoding="utf-8")))

    def say(self, text_id: str, *, options: Sequence[Pick | Option] = (), **variables: str | int) -> Reply:
        """A reply in the registered words.

        Raises:
            UnknownText: no message has that id.
            WrongVariables: a variable is missing or not the message's own, or an option is not registered for it.
        """
        message = self._message(text_id)
        if message.variables != set(variables):
            raise WrongVariables(text_id, set(variables), message.variables)
        text = message.text.format(**variables)
        offered = tuple(self._option(message, option) for option in options)
        return Reply(text_id, text, offered, neutral=self._in_neutral_words(text_id, text, variables))

    def say_from(
        self, text_id: str, at_hand: Mapping[str, str | int], *, options: Sequence[Pick | Option] = ()
    ) -> Reply:
        """As `say`, taking from what is at hand the variables that this message has."""
        wanted = self._message(text_id).variables
        return self.say(text_id, options=options, **{name: at_hand[name] for name in wanted & set(at_hand)})

    def is_neutral(self, text_id: str) -> bool:
        """Whether whoever holds the phone of somebody in danger may read a text; its other words go with a question."""
        asked = text_id.removesuffix(AGAIN).removesuffix(WHY)
        if f"!{text_id}" in self._neutral:
            return False
        return text_id.endswith(NEUTRAL) or any(fnmatchcase(asked, pattern) for pattern in self._neutral)

    def _in_neutral_words(self, text_id: str, text: str, variables: Mapping[str, str | int]) -> str | None:
        if self.is_neutral(text_id):
            return text
        instead = self.messages.get(text_id + NEUTRAL)
        return None if instead is None else instead.text.format(**variables)

    def phrase(self, phrase_id: str, **variables: str | int) -> str:
        """A few registered words to set into a message; raises as `say` does."""
        words = self.phrases.get(phrase_id)
        if words is None:
            raise UnknownText(phrase_id, "phrase")
        if _fields(words) != set(variables):
            raise WrongVariables(phrase_id, set(variables), _fields(words))
        return words.format(**variables)

    def called(self, text_id: str) -> tuple[str, ...]:
        """How residents name the answer to a question; raises UnknownText."""
        return self._message(text_id).called

    def has(self, text_id: str) -> bool:
        """Whether a message or phrase has that id."""
        return text_id in self.messages or text_id in self.phrases

    def choices(self, text_id: str) -> tuple[str, ...]:
        """Keys of what can be offered with a message; raises UnknownText."""
        return tuple(self._message(text_id).options)

    def choice_words(self, text_id: str, key: str) -> str:
        """The words of one such choice; raises UnknownText."""
        words = self._message(text_id).options.get(key)
        if words is None:
            raise UnknownText(f"{text_id} · {key}", "choice")
        return words

    def _message(self, text_id: str) -> Message:
        if text_id not in self.messages:
            raise UnknownText(text_id, "message")
        return self.messages[text_id]

    def _option(self, message: Message, option: Pick | Option) -> Option:
        if isinstance(option, Option):
            return option
        words = message.options.get(option.key)
        if words is None:
            return Option(self.phrase(option.key, **option.words), option.intent, option.facts)
        if _fields(words) != set(option.words):
            raise WrongVariables(f"{message.id} · {option.key}", set(option.words), _fields(words))
        return Option(words.format(**option.words), option.intent, option.facts)


def _entries(file: Path) -> Iterator[tuple[str, Any]]:
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise TextFileError(file, "the file", "is not a mapping of ids to texts")
    for text_id, entry in document.items():
        if not isinstance(text_id, str) or not isinstance(entry, str | dict):
            raise TextFileError(file, str(text_id), "must be words, or a mapping with `text`")
        yield text_id, entry


def _messages(file: Path, text_id: str, entry: Mapping[str, Any]) -> dict[str, Message]:
    """A message, and for a question its second wording and its reason, which take the same sample and options."""
    if "text" not in entry or not set(entry) <= _KEYS:
        raise TextFileError(file, text_id, f"takes `text` and, at will, {sorted(_KEYS - {'text'})}")
    options = {str(key): str(words) for key, words in entry.get("options", {}).items()}
    sample = {str(name): str(value) for name, value in entry.get("sample", {}).items()}
    segments, called = int(entry.get("segments", 2)), tuple(map(str, entry.get("called", ())))
    found = {text_id: _message(file, text_id, entry["text"], sample, options, segments, called)}
    for key, suffix, choices in (("again", AGAIN, options), ("why", WHY, {})):
        if key in entry:
            found[text_id + suffix] = _message(file, text_id + suffix, entry[key], sample, choices, segments, ())
    return found


def _message(
    file: Path,
    text_id: str,
    text: str,
    sample: Mapping[str, str],
    options: Mapping[str, str],
    segments: int,
    called: tuple[str, ...],
) -> Message:
    words = text.strip()
    used = _fields(words) | {name for label in options.values() for name in _fields(label)}
    unknown = used - set(sample)
    if unknown:
        raise TextFileError(file, text_id, f"has no sample value for {sorted(unknown)}")
    own = {name: value for name, value in sample.items() if name in used}
    return Message(text_id, words, MappingProxyType(own), MappingProxyType(dict(options)), segments, called)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
