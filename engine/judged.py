"""Messages that staff have judged, learnt beside those of the training files.

They come as one JSON object a line, `{"text", "act", "topic", "matter"}`, through the process's input: residents' words
are in no file. Where the training files hold the same message, their labels count (the classifier leaves out the other).
"""

import json
from typing import Any

#: In a message's metadata: it comes from staff, not from a file.
JUDGED = "judged"


def with_judged(importer: Any, lines: str) -> Any:
    """The importer, whose training messages are joined by those of `lines`."""
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.training_data.structures import StoryGraph
    from rasa.shared.importers.importer import CombinedDataImporter, TrainingDataImporter
    from rasa.shared.nlu.training_data.training_data import TrainingData

    messages = _messages(lines)

    class Judged(TrainingDataImporter):  # type: ignore[misc]
        """Messages and nothing else."""

        def __init__(self, messages: "list[Any]") -> None:
            self._messages = messages

        def get_nlu_data(self, language: "str | None" = "en") -> Any:
            return TrainingData(training_examples=self._messages)

        def get_config(self) -> "dict[str, Any]":
            return {}

        def get_domain(self) -> Any:
            return Domain.empty()

        def get_stories(self, exclusion_percentage: "int | None" = None) -> Any:
            return StoryGraph([])

        def get_conversation_tests(self) -> Any:
            return StoryGraph([])

        def get_config_file_for_auto_config(self) -> "str | None":
            return None

    return CombinedDataImporter([importer, Judged(messages)]) if messages else importer


def _messages(lines: str) -> "list[Any]":
    from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
    from rasa.shared.nlu.training_data.message import Message

    return [
        Message(
            data={
                TEXT: judged["text"],
                INTENT: judged["act"],
                METADATA: {METADATA_INTENT: {"topic": judged["topic"], "matter": judged["matter"], JUDGED: True}},
            }
        )
        for judged in map(json.loads, filter(None, lines.splitlines()))
    ]
