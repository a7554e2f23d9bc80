"""The papers of an application in words: what this household has to hand in, and what it need not."""

from collections.abc import Iterable, Sequence

from actions import wording
from actions.services import Services
from backoffice.paper_list import PaperList
from backoffice.papers import Paper
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from knowledge.guidance import Told

PERSON = Pick("person", {"step": "action_person"})


class PaperWords:
    """Words for papers; where others may read along, none that tells of an illness."""

    def __init__(self, services: Services) -> None:
        self._texts, self._settings = services.texts, services.settings

    def listed(self, kind: str, papers: PaperList, channel: str) -> Reply | None:
        """What an application that is not filed yet will need; None where the law names nothing."""
        lines = [
            *self._line("to_bring", papers.to_bring, channel),
            *self._line("perhaps", papers.perhaps, channel),
        ]
        return self._reply(kind, papers, lines, "papers.how_later", channel)

    def of_case(self, kind: str, papers: PaperList, kept: Sequence[Paper], channel: str) -> Reply | None:
        """What a filed one still needs, and what has come; None where the law names nothing."""
        lines = [
            line
            for name, state in (
                ("to_bring", "missing"),
                ("perhaps", "perhaps"),
                ("waiting", "sent"),
                ("already", "received"),
            )
            for line in self._line(name, _in_state(kept, state), channel)
        ]
        return self._reply(kind, papers, lines, "papers.how_now", channel)

    def names(self, papers: Iterable[Paper | Told], channel: str) -> str:
        """Names in a row, each once; those that may not be read by others are only said to be there."""
        every = list(papers)
        said = list(dict.fromkeys(self.name(paper) for paper in every if self.may_be_named(paper, channel)))
        if not all(self.may_be_named(paper, channel) for paper in every):
            said.append(self._texts.phrase("papers.not_by_text_message"))
        return self._texts.phrase("list.and").join(said)

    def name(self, paper: Paper | Told) -> str:
        """What the law calls it."""
        return paper.label if isinstance(paper, Paper) else paper.label_zh

    def may_be_named(self, paper: Paper | Told, channel: str) -> bool:
        """Whether its name may stand in a message on a channel."""
        return paper.sms_safe or channel not in self._settings.public_channels

    def _line(self, name: str, papers: Sequence[Paper | Told], channel: str) -> list[str]:
        return [self._texts.phrase(f"papers.{name}", papers=self.names(papers, channel))] if papers else []

    def _reply(self, kind: str, papers: PaperList, lines: list[str], how: str, channel: str) -> Reply | None:
        if not lines and not papers.sources:
            return None
        what = self._texts.phrase(f"case.{kind}")
        source = wording.citations(self._texts, papers.sources)
        if not lines:
            return self._texts.say("papers.none", what=what, source=source, options=[PERSON])
        lines += self._line("looked_up", papers.looked_up, channel)
        words = {"what": what, "lines": "\n".join(lines), "source": source, "how": self._texts.phrase(how)}
        return self._texts.say_from("papers.list", words, options=[PERSON])


def _in_state(kept: Sequence[Paper], state: str) -> list[Paper]:
    return [paper for paper in kept if paper.state == state]
