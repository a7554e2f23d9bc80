"""What can go wrong in the knowledge room.

KnowledgeError                 root: where, what, remedy
├── TreeError                  a rule was written in a way that Python would misread
├── VocabularyError            facts.yml is not well formed
├── UnknownFactError           a fact name that the vocabulary does not have
├── SituationError             a value that a fact cannot have, or an input document of the wrong shape
├── ParameterError             a parameter file is not well formed, or breaks a bound of the law
├── UnknownParameterError      a parameter name that no file declares
├── CountyError            a county pack is not well formed
├── UnknownCountyError         no county pack of that name
├── UnknownProgrammeError      a programme that is not built
├── SourceError                a citation that names no known instrument
├── ExclusionError             the matrix of programmes beside each other is not well formed
├── ArticleError               an article file is not well formed
└── CalendarError              no table of public holidays for a year

These messages are for staff and developers; what a resident reads is written elsewhere.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class KnowledgeError(Exception):
    """Something in the law's files or in an input is wrong: says where, what, and what to do next."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where = where
        self.what = what
        self.remedy = remedy


class TreeError(KnowledgeError):
    """A rule was written with an operator that Python would misread on trees."""


class VocabularyError(KnowledgeError):
    """The file of facts is not well formed."""


class SituationError(KnowledgeError):
    """A value that a fact cannot have, or an input document of the wrong shape; `where` is the path in the input."""


class ParameterError(KnowledgeError):
    """A parameter file is not well formed, or a value breaks a bound of the law; `where` is file and place in it."""


class SourceError(KnowledgeError):
    """A citation names an instrument that `instruments.yml` does not have."""


class CountyError(KnowledgeError):
    """A county pack is not well formed."""


class ExclusionError(KnowledgeError):
    """The matrix of programmes beside each other is not well formed; `where` names the pair."""


class ArticleError(KnowledgeError):
    """An article file is not well formed."""


class CalendarError(KnowledgeError):
    """The table of public holidays of a year is not there."""


class UnknownNameError(KnowledgeError):
    """A name that is not in a list; offers the nearest ones."""

    kind = "name"

    def __init__(self, name: str, known: Iterable[str], where: str = "") -> None:
        near = get_close_matches(name, list(known), n=3, cutoff=0.5)
        offer = f"Did you mean {' or '.join(near)}?" if near else f"Known: {', '.join(sorted(known)[:40])}"
        super().__init__(where or name, f"there is no {self.kind} called {name!r}", offer)
        self.name = name


class UnknownFactError(UnknownNameError):
    """A fact name that the vocabulary does not have."""

    kind = "fact"


class UnknownParameterError(UnknownNameError):
    """A parameter name that no file declares."""

    kind = "parameter"


class UnknownCountyError(UnknownNameError):
    """No county pack of that name."""

    kind = "county"


class UnknownProgrammeError(UnknownNameError):
    """A programme that is not built."""

    kind = "programme"
