"""The check of a card in the dialogue: what only its holder knows is compared with the roll, and only the outcome kept."""

from sqlalchemy import Connection

from actions.services import Services
from backoffice.actors import Actor
from backoffice.cards import CardCheck, CardResult
from backoffice.drafts import Draft
from conversations.messages import Reply
from conversations.turns import TurnInHand

#: What the roll says, as the draft keeps it and as the resident hears it.
CARD_WORDS = {
    CardResult.VALID: ("valid", "card.valid"),
    CardResult.EXPIRED: ("expired", "card.expired"),
    CardResult.LOST: ("lost", "card.lost"),
    CardResult.NOT_FOUND_OR_MISMATCH: ("mismatch", "card.mismatch"),
    CardResult.TOO_MANY_ATTEMPTS: ("too_many", "card.too_many"),
}
SAID_OF_CARD = dict(CARD_WORDS.values())


def check_card(services: Services, c: Connection, turn: TurnInHand, draft: Draft, factor: str) -> CardCheck:
    """Compare; the group of a valid card goes into the draft."""
    found = services.cards.check(c, str(draft.value("card_number")), factor, turn.conversation_id)
    if found.result is CardResult.VALID and found.group is not None:
        services.drafts.write_fact(c, draft.id, "card_group", found.group, actor=Actor.bot(), inbox_id=turn.ref.inbox)
    return found


def outcome_of(found: CardCheck) -> str:
    """The outcome as a draft keeps it."""
    return CARD_WORDS[found.result][0]


def forget_mismatch(services: Services, c: Connection, draft: Draft) -> None:
    """A number that did not fit is asked anew."""
    if draft.value("card_checked") == "mismatch":
        services.drafts.remove_facts(c, draft.id, ("card_number", "card_checked"), actor=Actor.bot())


def said_of_card(services: Services, draft: Draft) -> Reply:
    """What the resident hears of it."""
    return services.texts.say(SAID_OF_CARD[str(draft.value("card_checked"))])
