"""A message in one spelling, together with how it was written."""

from dataclasses import dataclass

from nlu.normalise.characters import tidy, without_repetition
from nlu.normalise.script import simplified
from nlu.normalise.spelling import as_meant


@dataclass(frozen=True)
class NormalisedText:
    """`original` exactly as it came (shown to staff), `text` as the assistant reads it."""

    original: str
    text: str


def normalise(text: str) -> NormalisedText:
    """The message in one spelling. Normalising what is already normal changes nothing."""
    return NormalisedText(original=text, text=as_meant(without_repetition(simplified(tidy(text)))))
