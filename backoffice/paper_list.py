"""Which papers one application needs: those of the law for its aid, as far as what was told does not rule them out.

What the office can look up itself may not be asked for (DB21 Art. 10; each paper names its own article), and what the
answers and the promise of the application hold already is not written a second time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backoffice.kinds import AIDS
from conversations.messages import JsonValue
from knowledge import PROMISES, KnowledgeError, Situation, Source, load_county, vocabulary
from knowledge.guidance import Told, guidance


@dataclass(frozen=True)
class PaperList:
    """The papers of one application by what has to be done about them.

    Attributes:
        to_bring: surely needed.
        perhaps: needed where something holds that was not told.
        looked_up: the office finds them itself.
        told_here: the application holds them already.
    """

    to_bring: tuple[Told, ...] = ()
    perhaps: tuple[Told, ...] = ()
    looked_up: tuple[Told, ...] = ()
    told_here: tuple[Told, ...] = ()

    @property
    def sources(self) -> tuple[tuple[Source, ...], ...]:
        """The law of each."""
        every = (*self.to_bring, *self.perhaps, *self.looked_up, *self.told_here)
        return tuple(dict.fromkeys(told.sources for told in every if told.sources))


def paper_list(kind: str, known: Mapping[str, JsonValue], on: date, county: str) -> PaperList:
    """The list for what was told on a day; empty for what is no aid, and where the rules cannot take the answers."""
    if kind not in AIDS:
        return PaperList()
    answers = {key: value for key, value in known.items() if key.rpartition(".")[2] in vocabulary()}
    try:
        situation = Situation.from_answers({**PROMISES, **answers})
        papers = guidance(kind, situation, on, load_county(county)).papers
    except KnowledgeError:
        return PaperList()
    asked = [told for told in papers if not told.office_looks_up and not told.told_here]
    return PaperList(
        to_bring=tuple(told for told in asked if told.sure),
        perhaps=tuple(told for told in asked if not told.sure),
        looked_up=tuple(told for told in papers if told.office_looks_up),
        told_here=tuple(told for told in papers if told.told_here),
    )
