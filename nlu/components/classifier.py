"""The graph component of config.yml that says what a message wants: act, topic, matter, what else, and how sure.

The act becomes Rasa's intent. Everything is also among the message's output properties, under the names of
`assistant understand`, so that it reaches the parse result and the action server.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.combinations import Guess
from nlu.components.encoder import SentenceEncoder, load_encoder
from nlu.components.resemblance import Shape
from nlu.components.second_request import requests
from nlu.components.trained import Encode, Example, TrainedModel, TrainingChoices, train
from nlu.components.vector_cache import VectorCache
from nlu.labels import combination_fault
from nlu.normalise import normalise

DANGER_PROBABILITY = "danger_probability"
"""Name of a message's property for the component that weighs danger."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ActTopicMatterClassifier(IntentClassifier, GraphComponent):
    """Reads a message with a sentence encoder, character groups and three heads."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of config.yml with what they are when left out."""
        choices = TrainingChoices()
        return {
            "encoder": True,
            "encoder_tokens": 128,
            **vars(choices.shape),
            "caution": choices.caution,
            "texts_with_group": choices.texts_with_group,
            "second_request_confidence": 0.8,
            "vector_cache": None,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TrainedModel | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ActTopicMatterClassifier":
        """An untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "ActTopicMatterClassifier":
        """A trained classifier, with the encoder where this machine can run it."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            classifier._model = TrainedModel.load(directory, classifier._encoder())
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Train on every message that has an act.

        Raises:
            InvalidConfigException: when a message's labels are missing, cannot stand together, or contradict those of
                the same message elsewhere.
        """
        examples = _without_contradiction(training_data.intent_examples)
        encoder = self._encoder()
        shape = Shape(*(self._config[name] for name in vars(Shape())))
        choices = TrainingChoices(shape, self._config["caution"], self._config["texts_with_group"])
        self._model = train(examples, choices, encoder, self._cached(encoder))
        with self._storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Write the reading of each message into it."""
        assert self._model is not None, "process() needs a trained or loaded classifier"
        texts = [normalise(message.get(TEXT) or "").text for message in messages]
        for message, text, reading in zip(messages, texts, self._model.read(texts), strict=True):
            sure = self._config["second_request_confidence"]
            first, others = requests(text, reading.best, self._model.read_characters, self._model.read, sure)
            _write(message, first, reading.alternatives, others)
            message.set(DANGER_PROBABILITY, reading.danger)
        return messages

    def _encoder(self) -> SentenceEncoder | None:
        return load_encoder(self._config["encoder_tokens"]) if self._config["encoder"] else None

    def _cached(self, encoder: SentenceEncoder | None) -> Encode | None:
        directory = self._config["vector_cache"]
        return VectorCache(Path(directory), encoder).encode if encoder and directory else None


def _example(message: Message) -> Example:
    """A training message; topic and matter stand in the metadata of its block."""
    labels = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
    text = normalise(message.get(TEXT)).text
    example = Example(text, message.get(INTENT), labels.get("topic", ""), labels.get("matter", ""))
    fault = combination_fault(example.act, example.topic, example.matter)
    if fault:
        raise InvalidConfigException(
            f"Training message '{example.text}' cannot be learnt: {fault}. "
            "Mend the block's intent or its `metadata: {topic: …, matter: …}` in nlu/data."
        )
    return example


def _without_contradiction(messages: list[Message]) -> list[Example]:
    """Each message once. What staff have judged yields to the files, and of two judgements the first counts."""
    known: dict[str, Example] = {}
    for message in sorted(messages, key=_is_judged):
        example = _example(message)
        if known.setdefault(example.text, example) != example and not _is_judged(message):
            raise InvalidConfigException(
                f"Training message '{example.text}' has different labels in two blocks of nlu/data: "
                f"{known[example.text]} and {example}. Keep one."
            )
    return list(known.values())


def _is_judged(message: Message) -> bool:
    """Whether staff labelled it in the console (`engine.judged`)."""
    return bool(((message.get(METADATA) or {}).get(METADATA_INTENT) or {}).get("judged"))


def _write(message: Message, first: Guess, alternatives: Sequence[Guess], others: Sequence[Guess]) -> None:
    message.set(INTENT, {"name": first.act, "confidence": first.confidence}, add_to_output=True)
    for name, value in (
        ("act", first.act),
        ("topic", first.topic),
        ("matter", first.matter),
        ("confidence", first.confidence),
        ("alternatives", [vars(guess) for guess in alternatives if _labels(guess) != _labels(first)]),
        ("also", [_labels(guess) for guess in others]),
    ):
        message.set(name, value, add_to_output=True)


def _labels(guess: Guess) -> dict[str, str]:
    return {"act": guess.act, "topic": guess.topic, "matter": guess.matter}
