"""The summary before filing, the refusal of consent, and the receipt: the same for every kind of draft."""

from sqlalchemy import Connection

from actions import wording
from actions.interview import Interview
from actions.said import Said
from actions.services import Services, resident
from backoffice.cases import CaseStatus
from backoffice.drafts import Draft
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from conversations.turns import TurnInHand


class Summary:
    """Sums a draft up for its owner and says what became of it."""

    def __init__(self, services: Services, interview: Interview) -> None:
        self._services, self._interview = services, interview
        self._texts, self._drafts = services.texts, services.drafts

    def lines(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[str]:
        """The answers, numbered so that 改2 names one."""
        questions = self._interview.answered_in_order(draft, turn)
        actor = resident(turn)
        return [
            self._texts.phrase(
                "line",
                n=n,
                label=question.named(self._texts),
                value=wording.summary_value(c, self._drafts, self._texts, draft, question, actor),
            )
            for n, question in enumerate(questions, start=1)
        ]

    def sum_up(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Everything that will be handed over, to be confirmed or changed."""
        self._drafts.set_stage(c, draft.id, "summary")
        options = [Pick("submit", {"step": "action_affirm"}), Pick("person", {"step": "action_person"})]
        lines = "\n".join(self.lines(c, turn, draft))
        office = self._texts.phrase(f"decided_by.{draft.kind}")
        return Said.of(self._texts.say("summary.check", lines=lines, office=office, options=options))

    def refused(self, draft: Draft) -> Said:
        """Consent was refused: nothing is handed over, and there is another way."""
        options = [
            Pick("agree", {"step": "action_apply", "agree": draft.id}),
            Pick("person", {"step": "action_person"}),
        ]
        own = f"office.{draft.kind}"
        office = self._texts.phrase(own if self._texts.has(own) else "office.aid")
        return Said.of(self._texts.say("consent.refused", office=office, options=options))

    def receipt(self, text_id: str, status: CaseStatus) -> Reply:
        """The receipt number with the next step and its day."""
        return self._texts.say_from(text_id, status_words(self._services, status))


def status_words(services: Services, status: CaseStatus) -> dict[str, str]:
    """Where a case stands, as variables of its registered text."""
    texts = services.texts
    by_date = ""
    if status.next_on is not None and not status.closed:
        by_date = texts.phrase("by_date", date=wording.day(texts, status.next_on, services.today))
    return {
        "receipt": status.receipt,
        "what": texts.phrase(f"case.{status.kind}"),
        "stage": status.stage_label,
        "next_step": status.next_step or texts.phrase("soon"),
        "next_on": by_date,
    }
