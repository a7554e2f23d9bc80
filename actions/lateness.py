"""Why it takes so long: the stage, the limit with its article, its last day, and what can be done when that is over."""

from datetime import date, timedelta

from actions import wording
from actions.aids_meant import TOPIC_OF_AID
from actions.services import Services, works_on
from backoffice.case_clock import CaseClock, RunningLimit
from backoffice.cases import Case
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from knowledge.sources import citations

PERSON = Pick("person", {"step": "action_person"})


class Lateness:
    """Words for the clock of a case."""

    def __init__(self, services: Services) -> None:
        self._services, self._texts = services, services.texts

    def is_over(self, case: Case) -> bool:
        """Whether a limit of the stage has run out."""
        return self._services.cases.clock_of(case).days_over > 0

    def why(self, case: Case) -> Reply | None:
        """The clock in words; None for a case that is closed, where nothing is waited for."""
        clock = self._services.cases.clock_of(case)
        if clock.closed:
            return None
        words = {
            "receipt": case.receipt,
            "what": self._texts.phrase(f"case.{case.kind}"),
            "stage": clock.stage_label,
            "next_step": self._services.cases.status_of(case).next_step or self._texts.phrase("soon"),
            "government": self._services.settings.hotlines.government,
            **self._times(clock),
        }
        options = [PERSON] if clock.waits_until is not None else [_complaint(case), PERSON]
        return self._texts.say_from(self._text_of(clock), words, options=options)

    def _text_of(self, clock: CaseClock) -> str:
        today = self._services.today
        if clock.running is None:
            return "late.no_limit"
        if clock.waits_until is not None and clock.waits_until >= today:
            return "late.must_wait"
        if clock.days_over:
            return "late.over"
        return "late.today" if clock.running.ends_on == today else "late.within"

    def _times(self, clock: CaseClock) -> dict[str, str]:
        if clock.running is None:
            return {}
        today, ends_on = self._services.today, clock.running.ends_on
        last = wording.day(self._texts, ends_on, today)
        if clock.outer is not None:
            last += self._texts.phrase("late.outer", date=wording.day(self._texts, clock.outer.ends_on, today))
        return {
            "limit": self._limit(clock.running),
            "date": last,
            "left": str(_working_days_left(today, ends_on)),
            "over": str(clock.days_over),
        }

    def _limit(self, running: RunningLimit) -> str:
        limit = running.limit
        sources = citations(limit.law, self._services.today) if limit.law else ()
        variables = {"since": self._texts.phrase(f"late.since.{limit.since}"), "days": str(limit.days)}
        if not sources:
            return self._texts.phrase(f"late.own.{limit.counted}", **variables)
        source = self._texts.phrase("list.and").join(one.citation_zh for one in sources)
        return self._texts.phrase(f"late.by_law.{limit.counted}", source=source, **variables)


def _complaint(case: Case) -> Pick:
    topic = TOPIC_OF_AID.get(case.kind, "general")
    return Pick("complaint", {"step": "action_complain", "topic": topic, "request": "complaint"})


def _working_days_left(today: date, ends_on: date) -> int:
    """Days on which offices work, from tomorrow to the last day of the limit."""
    days = (today + timedelta(days=n) for n in range(1, (ends_on - today).days + 1))
    return sum(works_on(day) for day in days)
