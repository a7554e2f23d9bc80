"""The graph component of config.yml that settles danger by both layers' evidence.

The keyword layer alone decides what surely is danger, and does so before the engine is asked. What is left is doubtful
to it: the model hears a danger told without any word for it, but also takes a story for one that has only its words.
So the points of the keyword layer and the model's log odds are added up, and one line decides.
"""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.classifier import DANGER_PROBABILITY
from nlu.components.danger_evidence import settled, together
from nlu.keywords.danger import weigh
from nlu.normalise import normalise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerWeighed(IntentClassifier, GraphComponent):
    """Makes an act danger, or takes danger back."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`model_counts`: weight of the model's log odds beside the keyword layer's points; `enough`: from there on."""
        return {"model_counts": 1.0, "enough": 0.0}

    def __init__(self, model_counts: float, enough: float) -> None:
        self._model_counts, self._enough = model_counts, enough

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DangerWeighed":
        """The component; there is nothing to train."""
        return cls(config["model_counts"], config["enough"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle each message."""
        for message in messages:
            points = weigh(normalise(message.get(TEXT) or "").text).points
            evidence = together(points, message.get(DANGER_PROBABILITY) or 0.0, self._model_counts)
            read = {name: message.get(name) for name in ("act", "topic", "matter", "confidence")}
            first, alternatives = settled(read, list(message.get("alternatives")), evidence, self._enough)
            message.set(INTENT, {"name": first["act"], "confidence": first["confidence"]}, add_to_output=True)
            for name, value in (*first.items(), ("alternatives", alternatives)):
                message.set(name, value, add_to_output=True)
        return messages
