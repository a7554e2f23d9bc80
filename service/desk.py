"""The office behind the dialogue: its hours and the numbers that it tells, from the settings."""

from datetime import time

from actions.settings import DialogueSettings, DutyHours, Hotlines
from backoffice.on_call import OnCallWords
from bot.dialogue.texts import Texts
from service.settings import Settings


def dialogue_settings(settings: Settings) -> DialogueSettings:
    """What the dialogue must know of this deployment."""
    return DialogueSettings(county=settings.county, hotlines=hotlines(settings), duty=duty_hours(settings.duty_hours))


def hotlines(settings: Settings) -> Hotlines:
    """The numbers, by what they are for."""
    return Hotlines(
        police=settings.hotline_police,
        fire=settings.hotline_fire,
        ambulance=settings.hotline_ambulance,
        legal=settings.hotline_legal,
        women=settings.hotline_women,
        crisis=settings.hotline_crisis,
        government=settings.hotline_government,
        youth=settings.hotline_youth,
    )


def on_call_words(texts: Texts, hotlines: Hotlines) -> OnCallWords:
    """What the people on call hear, and the resident when none of them answers."""
    return OnCallWords(
        call=lambda number: texts.say("on_call.call", number=number),
        thanks=texts.say("on_call.thanks"),
        numbers=texts.say_from("danger.numbers_again", hotlines.as_variables()),
    )


def duty_hours(written: str) -> DutyHours:
    """`08:30-12:00,13:30-17:30` as spans of a working day."""
    spans = (span.split("-") for span in written.split(","))
    return DutyHours(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans))
