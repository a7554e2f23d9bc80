"""County packs of this machine: loaded by `assistant county load` into the state folder, beside the ones that come with the project."""

from pathlib import Path

from knowledge.county import also_look_in
from service.settings import Settings


def packs_folder(settings: Settings) -> Path:
    """Where loaded county packs lie."""
    return settings.state("counties")


def look_in_the_state_folder(settings: Settings) -> None:
    """From now on a county is found there too."""
    also_look_in(packs_folder(settings))
