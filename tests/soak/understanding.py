"""What the model made of the residents' words, recorded once from a real engine, so that most conversations need none.

One line a message: its masked text and the understanding as the engine words it. The first line names the model that it
was recorded from; another model makes the record worthless, and a run with an engine begins a new one.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from conversations.messages import Guess, Heard

RECORD = Path(__file__).parent / "understood.jsonl"


class Reader(Protocol):
    """Reads texts with the model; the engine's client is one."""

    def parse(self, texts: list[str]) -> list[Heard]:
        """One reading a text."""
        ...


#: What stands for a message that is not on record where there is no engine to ask: not understood at all.
NOT_ON_RECORD = Heard("unclear", Guess("inform", "none", "none", 0.0))


@dataclass
class Understandings:
    """A record, with an engine behind it for what is new.

    Attributes:
        fresh: what was asked of the engine since the record was opened.
    """

    model: str
    known: dict[str, Heard] = field(default_factory=dict)
    engine: Reader | None = None
    fresh: dict[str, Heard] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path = RECORD, *, model: str | None = None, engine: Reader | None = None) -> "Understandings":
        """The record of a file; an empty one where it is of another model than `model`."""
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        recorded = json.loads(lines[0])["model"] if lines else ""
        if model is not None and recorded != model:
            return cls(model, engine=engine)
        known = {str(text): _heard(short) for text, short in map(json.loads, lines[1:])}
        return cls(recorded, known, engine)

    def of(self, text: str) -> Heard:
        """What the model makes of a masked text."""
        found = self.known.get(text)
        if found is not None:
            return found
        if self.engine is None:
            return NOT_ON_RECORD
        [heard] = self.engine.parse([text])
        self.known[text] = self.fresh[text] = heard
        return heard

    def save(self, path: Path = RECORD) -> None:
        """Write the record, its texts in order."""
        lines = [json.dumps({"model": self.model})]
        lines += [json.dumps([text, _short(heard)], ensure_ascii=False) for text, heard in sorted(self.known.items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _short(heard: Heard) -> list[object]:
    """An understanding as one line holds it: intent, guess, the three likeliest others, further requests."""
    others = [_guess(other) for other in heard.alternatives[:3]]
    return [heard.intent, _guess(heard.guess), others, [_guess(other) for other in heard.also]]


def _guess(guess: Guess) -> str:
    return f"{guess.act} {guess.topic} {guess.matter} {guess.confidence:.3f}"


def _heard(short: list[object]) -> Heard:
    intent, guess, others, also = short
    assert isinstance(others, list)
    assert isinstance(also, list)
    return Heard(str(intent), _read(str(guess)), tuple(map(_read, others)), tuple(map(_read, also)))


def _read(short: str) -> Guess:
    act, topic, matter, confidence = short.split()
    return Guess(act, topic, matter, float(confidence))
