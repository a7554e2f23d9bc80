"""Until when a resident must act, as far as their own words tell it: reckoned by knowledge, told with its source and with care."""

from dataclasses import dataclass

from actions import wording
from actions.services import Services
from backoffice.drafts import Draft
from backoffice.limitation import reckoned
from conversations.messages import Reply
from knowledge import LastDay, Source, while_working, without_end
from nlu.parsers.event_day import ONGOING


@dataclass(frozen=True)
class LegalLimit:
    """The limit of one request for legal aid.

    Attributes:
        last: the last day; None where nothing can be reckoned.
    """

    services: Services
    draft: Draft
    last: LastDay | None

    @classmethod
    def of(cls, services: Services, draft: Draft) -> "LegalLimit":
        """Reckon with what a draft tells."""
        return cls(services, draft, reckoned(draft, services.today))

    @property
    def ahead(self) -> LastDay | None:
        """The last day while it can still be kept: one that may be over is for a lawyer to judge, not for the queue."""
        return self.last if self.last is not None and self.last.days_left(self.services.today) >= 0 else None

    def said(self) -> list[Reply]:
        """What to tell about it: the day, that it is near, that it may be over and need not be, or that none runs yet."""
        if self.draft.value("event_date") == ONGOING:
            return [self._say("legal_help.limit_working", source=self._cited(while_working()))]
        if self.last is None:
            return []
        words = {
            "what": self.last.rule.what_zh,
            "date": wording.day(self.services.texts, self.last.day, self.services.today),
            "source": self._cited(self.last.source),
        }
        left = self.last.days_left(self.services.today)
        if left < 0:
            return [self._say("legal_help.limit_over", **words)]
        if left < self._urgent_window:
            return [self._say("legal_help.limit_near", **words, days=left)]
        return [self._say("legal_help.limit", **words)]

    def none_runs(self) -> list[Reply]:
        """That a claim is not lost with time, where the law says so."""
        source = without_end(str(self.draft.value("matter_type")))
        return [] if source is None else [self._say("legal_help.no_limit", source=self._cited(source))]

    @property
    def _urgent_window(self) -> float:
        return self.services.county.parameters["legal_urgent_window"].at(self.services.today).interval[0]

    def _cited(self, source: Source) -> str:
        return wording.citation(self.services.texts, [source])

    def _say(self, text_id: str, **variables: str | int) -> Reply:
        return self.services.texts.say_from(text_id, variables)
