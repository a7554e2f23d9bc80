"""The nearest legal-aid station (法律援助工作站) in words: where, how far, and whether somebody is there now."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions import wording
from actions.services import Services, resident, works_on
from backoffice.drafts import Draft
from backoffice.stations import Station
from bot.dialogue.texts import Pick
from conversations.messages import Reply
from conversations.turns import TurnInHand

LEGAL = frozenset({"legal_aid", "legal_aid_card"})
#: More townships than this are no choice for a text message.
MOST_TOWNS = 9


class NearestStation:
    """Tells which station is near."""

    def __init__(self, services: Services) -> None:
        self._services, self._stations = services, services.office.stations

    def for_question(self, c: Connection, turn: TurnInHand) -> Reply | None:
        """By the place in the message or on the picked option, else by where the resident told that they live.

        The county's own centre with the townships to pick from where no place is known; None without a directory.
        """
        picked = self._services.picked(turn).get("town")
        place = str(picked) if picked else turn.text
        found = self._stations.nearest(c, place) or self._stations.nearest(c, self._home(c, turn))
        if found is not None:
            return self._told("station.nearest", found)
        centre = self._stations.centre(c)
        if centre is None:
            return None
        return self._told("station.centre", centre, options=self._towns(c))

    def for_draft(self, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
        """Where to go with what was filed, where the village is in the directory."""
        village = self._services.drafts.reveal(c, draft.id, "village", actor=resident(turn), purpose="nearest_station")
        found = self._stations.nearest(c, village) if village else None
        return [] if found is None else [self._told("station.nearest", found)]

    def _home(self, c: Connection, turn: TurnInHand) -> str:
        drafts, actor = self._services.drafts, resident(turn)
        for draft in drafts.told_in(c, turn.conversation_id):
            village = drafts.reveal(c, draft.id, "village", actor=actor, purpose="nearest_station")
            if village:
                return village
        return ""

    def _towns(self, c: Connection) -> Sequence[Pick]:
        towns = self._stations.towns(c)
        if len(towns) > MOST_TOWNS:
            return ()
        facts = {"step": "action_policy", "topic": "legal_aid", "act": "ask_procedure"}
        return [Pick("station.town", {**facts, "town": town}, words={"town": town}) for town in towns]

    def _told(self, text_id: str, station: Station, *, options: Sequence[Pick] = ()) -> Reply:
        texts = self._services.texts
        far = "" if station.km is None else texts.phrase("station.km", km=_km(station.km))
        words = {
            "station": station.name,
            "address": station.address,
            "phone": station.phone,
            "far": far,
            "open": self._open(station),
        }
        return texts.say_from(text_id, words, options=options)

    def _open(self, station: Station) -> str:
        texts, now = self._services.texts, self._services.clock.now()
        closes = station.hours.closes_at(now, works_on)
        if closes is not None:
            return texts.phrase("station.open", time=f"{closes:%H:%M}")
        opens = station.hours.next_opening(now, works_on)
        if opens is None:
            return texts.phrase("station.hours", hours=station.hours_zh)
        return texts.phrase("station.opens", moment=wording.moment(texts, opens))


def _km(km: float) -> str:
    return f"{km:.1f}" if km < 10 else f"{km:.0f}"
