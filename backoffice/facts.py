"""Answers as data: a fact's value, when, from which message and by whom; "不知道" is a value of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, cast

import yaml

from backoffice.actors import Actor
from conversations.messages import JsonValue

PERSONAL_FACTS_FILE = Path(__file__).with_name("personal_facts.yml")


class Unknown(Enum):
    """The resident was asked and does not know (不知道): an answer, unlike a question never asked."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True)
class FactValue:
    """One answer and where it came from.

    Attributes:
        value: what was answered; the vault's token when `personal`.
        inbox_id: the message it was read from; none when staff wrote it by hand.
        confirmed: false while it was only understood, not yet said back.
    """

    value: JsonValue | Unknown
    at: datetime
    inbox_id: int | None
    actor: Actor
    confirmed: bool
    personal: bool = False

    @property
    def unknown(self) -> bool:
        """Whether the answer was "不知道"."""
        return self.value is UNKNOWN


@dataclass(frozen=True)
class PersonalFacts:
    """Which facts are personal: fact name to the kind of value it holds."""

    kinds: Mapping[str, str]

    @classmethod
    def load(cls, path: Path = PERSONAL_FACTS_FILE) -> "PersonalFacts":
        """Read the list that stands beside this file."""
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    def kind(self, fact: str) -> str | None:
        """The kind of a personal fact, none for any other; `m2.name` is a name, whoever `m2` is."""
        return self.kinds.get(fact.rpartition(".")[2])


def value_as_json(value: JsonValue | Unknown) -> dict[str, JsonValue]:
    """For a sealed column."""
    return {"unknown": True} if isinstance(value, Unknown) else {"value": value}


def value_from_json(stored: Mapping[str, Any]) -> JsonValue | Unknown:
    """What `value_as_json` made."""
    return UNKNOWN if stored.get("unknown") else cast(JsonValue, stored["value"])


def masked(kind: str, value: str) -> str:
    """A personal value as it may stand in a text message: enough to recognise one's own, too little to learn it."""
    shown = {"name": (1, 0), "phone": (3, 4), "id_number": (4, 4), "bank_account": (0, 4), "place": (2, 0)}
    text = value.removeprefix("+86") if kind == "phone" else value
    head, tail = shown[kind]
    if len(text) <= head + tail:
        return text[:1] + "*"
    hidden = min(len(text) - head - tail, 10)
    return text[:head] + "*" * hidden + text[len(text) - tail :]
