"""A message in one spelling, together with how it was written."""

from dataclasses import dataclass
from functools import lru_cache

from nlu.normalise.characters import tidy, without_repetition
from nlu.normalise.script import simplified
from nlu.normalise.spelling import as_meant


@dataclass(frozen=True)
class NormalisedText:
    """`original` exactly as it came (shown to staff), `text` as the assistant reads it."""

    original: str
    text: str


@lru_cache(maxsize=32)
def normalise(text: str) -> NormalisedText:
    """The message in one spelling. Normalising what is already normal changes nothing.

    Everybody who looks at a message asks for this, one after another: the last few are kept at hand.
    """
    return NormalisedText(original=text, text=as_meant(without_repetition(simplified(tidy(text)))))
