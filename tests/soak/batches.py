"""Parts of a long run that one process does by itself: some residents with recorded understanding, some edits."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.engine_client import EngineClient
from conversations.messages import Heard
from tests.dialogue.editing import Stage
from tests.dialogue.runner import World, import_cards
from tests.dialogue.test_editing import faults_of_edit
from tests.soak.courses import RecordedTalk, converse
from tests.soak.lives import CARD
from tests.soak.residents import Resident
from tests.soak.understanding import Understandings


@dataclass(frozen=True)
class Listening:
    """Residents to listen to, and where the engine is asked for words that are not on record."""

    seeds: tuple[int, ...]
    model: str
    url: str
    token: str


def listen_to_some(task: Listening) -> tuple[dict[str, Heard], list[dict[str, Any]]]:
    """Each resident's course as JSON, with what the record lacked."""
    client = EngineClient(task.url, task.token, timeout=60)
    understandings = Understandings.load(model=task.model, engine=client)
    world, courses = World(), []
    import_cards(world, [CARD])
    for seed in task.seeds:
        resident = Resident(seed)
        talk = RecordedTalk(world, resident.channel, f"soak-{seed}", understandings)
        courses.append(asdict(converse(talk, resident)))
    client.close()
    world.database.dispose()
    return understandings.fresh, courses


def edit_some(seeds: list[int]) -> list[tuple[int, list[str]]]:
    """What is wrong after each of some random edits."""
    stage = Stage()
    outcomes = []
    for seed in seeds:
        try:
            outcomes.append((seed, faults_of_edit(stage, seed)))
        except AssertionError as fault:
            outcomes.append((seed, [str(fault)]))
    stage.world.database.dispose()
    return outcomes
