"""Brings a resident's message into one spelling: `normalise` for understanding, `tidy` for names and places.

Full width, invisible and control characters, spaces, Traditional characters, repeated characters, and words that are
often misspelt or spoken in dialect. The original always stays with the result, for staff.
"""

from nlu.normalise.characters import tidy
from nlu.normalise.text import NormalisedText, normalise

__all__ = ["NormalisedText", "normalise", "tidy"]
