"""The graph component of config.yml that knows when it does not know.

When no act is likely enough the intent becomes `unclear`, whose rule offers the likeliest choices. The reading itself
stays in the message: the best guess and its alternatives are what is offered.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

UNCLEAR = "unclear"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class UnclearWhenUnsure(IntentClassifier, GraphComponent):
    """Turns an intent below a confidence into `unclear`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: an act less likely than this is not acted upon."""
        return {"threshold": 0.5}

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "UnclearWhenUnsure":
        """The component; there is nothing to train."""
        return cls(config["threshold"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message."""
        for message in messages:
            intent = message.get(INTENT)
            if intent["confidence"] < self._threshold:
                message.set(INTENT, {**intent, "name": UNCLEAR}, add_to_output=True)
        return messages
