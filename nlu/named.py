"""Whether a text names a thing by a word and does not deny it in the same breath: 失业了, but not 没失业."""

import re
from typing import Final

from nlu.normalise import normalise

_NOT_SO: Final = re.compile(r"[没不未非]有?是?$")


def names(text: str, word: str) -> bool:
    """A single character is no name: 无 stands in 无缘无故."""
    said = normalise(text).text
    at = said.find(word) if len(word) > 1 else -1
    return at >= 0 and not _NOT_SO.search(said[:at])
