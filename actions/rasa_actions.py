"""The steps as rasa-sdk actions: what Rasa understood goes in, nothing comes out.

What a step says may hold a name or a place, so it stays in the application: `Steps.run` keeps it with the message, and
the turn reads it there. The engine learns only that the step is done.
"""

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.steps import Steps
from conversations.messages import Heard, TurnRef


class StepAction(Action):  # type: ignore[misc]  # rasa-sdk is published without types
    """One step under the name that the engine's rules give it; the work is done in a thread."""

    def __init__(self, name: str, steps: Steps) -> None:
        self._name, self._steps = name, steps

    def name(self) -> str:
        """The action's name in the engine's domain."""
        return self._name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Run the step for the message that the metadata names."""
        latest = tracker.latest_message
        ref = TurnRef.from_json(latest["metadata"])
        await asyncio.to_thread(self._steps.run, self._name, ref, _heard(latest))
        return []


def _heard(latest: dict[str, Any]) -> Heard:
    """Rasa wraps the intent in its name and confidence; the labels stand beside it."""
    intent = latest["intent"]
    return Heard.from_json({**latest, "intent": intent["name"] if isinstance(intent, dict) else intent})


def rasa_actions(steps: Steps) -> list[Action]:
    """An action for each step."""
    return [StepAction(name, steps) for name in steps.names]
