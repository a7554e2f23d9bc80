"""An answer changed on the way leads to where it would have led from the start, and nothing is asked again but what hung on it."""

from random import Random

import pytest
from sqlalchemy import Connection

from backoffice.kinds import AIDS, DraftKind
from conversations.messages import JsonValue
from tests.dialogue.editing import Run, Stage

KINDS: tuple[DraftKind, ...] = (*AIDS, "legal_help", "legal_aid_card")
#: The verdict falls with every fact of the rules; it is told again, never asked.
TOLD = "first_check"
#: So many in `make test`; `make soak` runs two thousand .
CASES = 45


@pytest.fixture(scope="module")
def stage() -> Stage:
    """One world for all runs."""
    return Stage()


@pytest.mark.parametrize("seed", range(CASES))
def test_a_changed_answer_leads_to_where_it_would_have_led_from_the_start(stage: Stage, seed: int) -> None:
    assert not faults_of_edit(stage, seed)


def faults_of_edit(stage: Stage, seed: int) -> list[str]:
    """What is wrong after one random edit at a random place of one random run; empty when nothing is."""
    places = stage.conversation(), stage.conversation()
    with stage.world.database.write() as c:
        return _faults(stage, c, seed, places)


def _faults(stage: Stage, c: Connection, seed: int, places: tuple[tuple[str, int], tuple[str, int]]) -> list[str]:
    dice = Random(seed)
    kind = KINDS[seed % len(KINDS)]
    edited = Run(stage, c, kind, seed, places[0])
    edited.begin()
    edited.go_on(dice.randint(1, 14))
    before = set(edited.editable())
    if not before:
        edited.go_on(1)
        before = set(edited.editable())
    fact = dice.choice(sorted(before))
    depends = edited.falls_with(fact)
    told = len(edited.asked)
    edited.edit(fact)
    edited.go_on()
    fresh = Run(stage, c, kind, seed, places[1], changed=dict(edited.changed))
    fresh.begin()
    fresh.go_on()
    again = set(edited.asked[told:]) & before
    expected = {fact} | (depends & before & set(fresh.asked))
    return [
        *([] if again == expected else [f"{kind} {fact}: asked again {sorted(again)}, should be {sorted(expected)}"]),
        *(f"{kind} after {fact}: {gone} was forgotten" for gone in sorted(before - depends - edited.known().keys())),
        *_differences(kind, fact, edited.known(), fresh.known()),
    ]


def _differences(kind: str, fact: str, edited: dict[str, JsonValue], fresh: dict[str, JsonValue]) -> list[str]:
    """What both know is the same, and so is the verdict.

    One may know what the other was never asked: the order of questions follows from the answers, and what was answered
    before the edit stays. Only then may the sums told differ, and they must have a value in common.
    """
    found = [
        f"{kind} after {fact}: {name} is {edited[name]!r}, not {fresh[name]!r}"
        for name in edited.keys() & fresh.keys() - {TOLD}
        if edited[name] != fresh[name]
    ]
    if not _agree(edited.get(TOLD), fresh.get(TOLD), same_facts=edited.keys() == fresh.keys()):
        found.append(f"{kind} after {fact}: told {edited.get(TOLD)}, not {fresh.get(TOLD)}")
    return found


def _agree(edited: JsonValue, fresh: JsonValue, *, same_facts: bool) -> bool:
    if same_facts or not (isinstance(edited, dict) and isinstance(fresh, dict)):
        return edited == fresh
    if edited["verdict"] != fresh["verdict"]:
        return False
    one, other = edited["amount"], fresh["amount"]
    if not (isinstance(one, list) and isinstance(other, list)):
        return one == other
    return max(float(str(one[0])), float(str(other[0]))) <= min(float(str(one[1])), float(str(other[1])))
