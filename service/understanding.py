"""How a message is understood, as the contract words it: keywords before the model, the same as in a live turn."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from actions.offered import offered_facts
from bot.reading import for_the_model
from conversations.messages import Guess, Heard
from nlu.keywords import Keyword, detect

#: The model's readings below its threshold come as this intent; the act is then still its best guess.
UNSURE = "unclear"

_DANGER_TOPICS = {
    "collapse": "house_renovation",
    "hunger": "temporary",
    "homeless": "temporary",
    "disaster": "temporary",
}


class Parser(Protocol):
    """Reads texts with the model."""

    def parse(self, texts: list[str]) -> list[Heard]:
        """One reading a text."""
        ...


class Understanding:
    """Understands messages with the keyword layer, and with `engine` where it says nothing.

    Args:
        today: the day that ages and dates in messages count from.
    """

    def __init__(self, engine: Parser | None, today: date) -> None:
        self._engine, self._today = engine, today

    def of(self, texts: Iterable[str]) -> list[dict[str, Any]]:
        """One result a text, in order."""
        texts = list(texts)
        heard = self._engine.parse([for_the_model(text) for text in texts]) if self._engine and texts else []
        return [self._result(text, detect(text), heard[n] if heard else None) for n, text in enumerate(texts)]

    def _result(self, text: str, keyword: Keyword | None, heard: Heard | None) -> dict[str, Any]:
        guess = _by_keyword(keyword, heard) or (heard.guess if heard else Guess("out_of_scope", "none", "none", 0.0))
        return {
            "text": text,
            **_labels(guess),
            "danger": guess.act == "danger",
            "confidence": round(guess.confidence, 4),
            "alternatives": [
                {**_labels(other), "confidence": round(other.confidence, 4)}
                for other in (heard.alternatives if heard else ())
            ],
            "also": [_labels(other) for other in (heard.also if heard else ())],
            "facts": offered_facts(text, self._today),
        }


def _by_keyword(keyword: Keyword | None, heard: Heard | None) -> Guess | None:
    """What a keyword settles: certain, and the topic of a danger by its kind."""
    if keyword is None or keyword.act is None:
        return None
    topic = _DANGER_TOPICS.get(keyword.danger or "", "none") if keyword.kind == "danger" else "none"
    return Guess(keyword.act, topic, "none", 1.0)


def _labels(guess: Guess) -> dict[str, str]:
    return {"act": guess.act, "topic": guess.topic, "matter": guess.matter}
