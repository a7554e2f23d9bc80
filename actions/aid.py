"""An aid in the dialogue: the check, its verdict, the application."""

from sqlalchemy import Connection

from actions.first_check import FirstCheck, checked
from actions.interview import Interview
from actions.paper_words import PaperWords
from actions.questions.aid import FIRST_CHECK, WHOM, AidQuestions
from actions.questions.contact import THIS_NUMBER
from actions.questions.rule_facts import is_rule_fact, possible_value
from actions.said import Said
from actions.services import Services, resident
from actions.summary import Summary
from backoffice.actors import Actor
from backoffice.cases import Urgency
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import Aid
from conversations.inbox import ADDRESS
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import Verdict
from nlu.parsers.household_size import members_listed
from nlu.whom import whom

#: Said and signed by submitting (DB21 Art. 9): the check of means, and the truth of what was told.
PROMISED = ("consent_to_verification", "declared_truthfully")


class AidApplication:
    """The undertaking of a household or a person that may get, or applies for, an aid."""

    def __init__(self, aid: Aid, services: Services, interview: Interview, summary: Summary) -> None:
        self._aid = aid
        self._services, self._interview, self._summary = services, interview, summary
        self._paper_words = PaperWords(services)
        self.questions = AidQuestions(aid, services.texts, services.county, services.settings.hotlines.legal)

    def value_of(
        self, c: Connection, turn: TurnInHand, draft: Draft, fact: str, parsed: JsonValue
    ) -> JsonValue | Unknown | None:
        """Facts of the rules in the rules' units, others as they were read."""
        if is_rule_fact(fact):
            return possible_value(fact, parsed)
        return contact_value(self._services, turn, fact, parsed)

    def remarks(self, c: Connection, turn: TurnInHand, draft: Draft, fact: str) -> list[Reply]:
        """For somebody else: of whom the questions are; of a family that was listed: who was counted.

        The verdict comes when the rules need nothing more.
        """
        listed = members_listed(turn.text) if fact == "member_count" and not turn.choice else ()
        if listed:
            members = self._services.texts.phrase("list.and").join(listed)
            return [self._services.texts.say("aid.counted", members=members, n=str(draft.value(fact)))]
        about = fact == "for_whom" and draft.value("for_whom") == "family" and not draft.has(FIRST_CHECK)
        if fact == "for_whom":
            note_whom(c, self._services, turn, draft)
        return [self._services.texts.say("aid.about_them")] if about else []

    def settled(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """The verdict while it was not told, the summary once everything is there."""
        if draft.stage != "asking" and draft.value("consent") is False:
            return self._summary.refused(draft)
        if not draft.has(FIRST_CHECK):
            return self._tell(c, turn, draft)
        if draft.stage == "asking":
            options = checked(self._services, draft, turn).next_options()
            return Said.of(self._services.texts.say("aid.next", options=options))
        return self._summary.sum_up(c, turn, draft)

    def file(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """A case, with the promises that submitting means."""
        for promise in PROMISED:
            self._services.drafts.write_fact(c, draft.id, promise, True, actor=resident(turn), inbox_id=turn.ref.inbox)
        case = self._services.cases.file(c, draft.id, resident(turn), urgency=Urgency(danger=turn.danger))
        own = f"filed.{self._aid}"
        text_id = own if self._services.texts.has(own) else "filed.aid"
        receipt = self._summary.receipt(text_id, self._services.cases.status_of(case))
        papers = self._services.office.papers
        needed = self._paper_words.of_case(case.kind, papers.listed(c, case), papers.draw_up(c, case), turn.channel)
        return Said.of(receipt) if needed is None else Said.of(receipt, needed)

    def _tell(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        """Say the verdict; an applicant who may well get it is asked on at once."""
        check = checked(self._services, draft, turn)
        before = [self._services.texts.say("aid.changed")] if self._differs(c, draft, check) else []
        if self._aid == "medical" and check.result.verdict is not Verdict.ELIGIBLE:
            before.append(self._services.texts.say("medical.also"))
        told = check.as_fact()
        self._services.drafts.write_fact(c, draft.id, FIRST_CHECK, told, actor=Actor.bot(), inbox_id=turn.ref.inbox)
        verdict = Said.of(check.said()).after(before)
        if draft.stage == "asking" or check.result.verdict is not Verdict.ELIGIBLE:
            return verdict
        return self._interview.go_on(c, turn, self._services.drafts.get(c, draft.id), verdict.replies)

    def _differs(self, c: Connection, draft: Draft, check: FirstCheck) -> bool:
        former = self._services.drafts.history(c, draft.id, FIRST_CHECK)
        if not former or not isinstance(former[-1].value.value, dict):
            return False
        told = former[-1].value.value
        return any(told.get(part) != check.as_fact()[part] for part in ("verdict", "amount"))


def note_whom(c: Connection, services: Services, turn: TurnInHand, draft: Draft) -> None:
    """Keep by which word the one who is applied for was called, where a message does."""
    called = None if turn.choice else whom(turn.text)
    if called is not None and draft.value(WHOM) != called:
        services.drafts.write_fact(c, draft.id, WHOM, called, actor=Actor.bot(), inbox_id=turn.ref.inbox)


def contact_value(services: Services, turn: TurnInHand, fact: str, parsed: JsonValue) -> JsonValue:
    """An answer about the applicant; "this number" becomes the number that the message came from."""
    if fact == "phone" and parsed == THIS_NUMBER:
        return services.vault.open(turn.sender_sealed, ADDRESS)
    return parsed
