"""After a digression: back to the question that is open, else to what can be done here."""

from sqlalchemy import Connection

from actions.interview import Interview
from actions.said import Said
from actions.services import Services
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from conversations.turns import TurnInHand

MENU = (
    Pick("menu.dibao", {"step": "action_eligibility", "topic": "dibao"}),
    Pick("menu.legal_help", {"step": "action_legal_help"}),
    Pick("menu.card", {"step": "action_apply", "topic": "legal_aid_card"}),
    Pick("menu.status", {"step": "action_status"}),
    Pick("menu.person", {"step": "action_person"}),
    Pick("menu.more", {"step": "action_help", "more": True}),
)
#: In a chat: what was begun or filed by text message can be gone on with here.
BY_TEXT_MESSAGE = Pick("link.phone", {"step": "action_link"})
#: What is asked for less often: other aids and requests.
MORE = (
    *(
        Pick(f"aid.{aid}", {"step": "action_eligibility", "aid": aid})
        for aid in (
            "tekun",
            "medical",
            "temporary",
            "house_renovation",
            "rental_housing",
            "education",
            "employment",
            "price_subsidy",
        )
    ),
    Pick("topic.disability", {"step": "action_eligibility", "topic": "disability"}),
    Pick("aid.rigid_expenditure", {"step": "action_eligibility", "aid": "rigid_expenditure"}),
    Pick("menu.complaint", {"step": "action_complain", "request": "complaint"}),
    *(
        Pick(f"menu.{request}", {"step": "action_report_change", "request": request})
        for request in ("household_change", "dangerous_house", "home_visit")
    ),
)


class WayBack:
    """Finds the way back from a digression."""

    def __init__(self, services: Services, interview: Interview) -> None:
        self._services, self._interview = services, interview

    def __call__(self, c: Connection, turn: TurnInHand, *before: Reply) -> Said:
        """Say `before`, then what is open; where nothing is, the options of the last of `before` are."""
        draft = self._interview.current(c, turn)
        if draft is not None:
            return self._interview.go_on(c, turn, draft, before)
        return Said.of(*before) if before else self.menu()

    def or_menu(self, c: Connection, turn: TurnInHand, *before: Reply) -> Said:
        """The same, and where nothing is open, what can be done here."""
        draft = self._interview.current(c, turn)
        return self._interview.go_on(c, turn, draft, before) if draft else self.menu(*before)

    def menu(self, *before: Reply) -> Said:
        """What can be done here."""
        return Said.of(self._services.texts.say("menu.what", options=MENU)).after(before)

    def more(self) -> Said:
        """The rest of what can be done here."""
        return Said.of(self._services.texts.say("menu.rest", options=MORE))

    def leave_open(self, turn: TurnInHand, *replies: Reply) -> Said:
        """Say something short and leave open what is: it is not asked again."""
        return Said(replies, turn.asked.question, turn.asked.misses, turn.asked.options)
