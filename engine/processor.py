"""One turn through Rasa, all or nothing.

Rasa's own processor saves a turn as done when the action failed, when no rule matched and when the policies went round
in circles. This one lets every failure through to the caller, and saves last.
"""

from collections.abc import Sequence
from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from engine.errors import NoPrediction
from engine.remote_step import ActionEndpoint, RemoteStep

PREDICTIONS = 2
"""A turn is one step, then listening."""
AT_ONCE = 16
"""Messages understood in one go; between two goes a waiting turn gets its chance."""


class StrictProcessor(MessageProcessor):
    """Rasa's processor for the turns of this engine."""

    def __init__(self, model_path: str, tracker_store: Any, endpoint: ActionEndpoint) -> None:
        super().__init__(model_path, tracker_store, None, None, max_number_of_predictions=PREDICTIONS)
        self._endpoint = endpoint
        tracker_store.domain = self.domain

    def parse(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """What Rasa's graph makes of each text, without a conversation. A leading slash is no command."""
        parsed: list[dict[str, Any]] = []
        for start in range(0, len(texts), AT_ONCE):
            parsed += self._parsed_at_once([UserMessage(plain(text)) for text in texts[start : start + AT_ONCE]])
        return [{**reading, "text": text} for reading, text in zip(parsed, texts, strict=True)]

    def _parsed_at_once(self, messages: list[UserMessage]) -> list[dict[str, Any]]:
        target = self.model_metadata.nlu_target
        nobody = DialogueStateTracker.from_events("", [])
        results = self.graph_runner.run({PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: nobody}, [target])
        return [message.as_dict(only_output_properties=True) for message in results[target]]

    async def take_turn(self, conversation: str, message: UserUttered) -> list[Event]:
        """Let the rules answer a message, save the turn and give its events, the message first.

        Raises:
            ActionFailed: when the step failed.
            NoPrediction: when the rules lead to no step, or not back to listening.
        """
        tracker = await self.fetch_tracker_and_update_session(conversation, OutputChannel())
        before = len(tracker.events)
        tracker.update(message, self.domain)
        await self._run_prediction_loop(OutputChannel(), tracker)
        turn = list(tracker.events)[before:]
        if tracker.latest_action_name != ACTION_LISTEN_NAME or not any(_is_step(event) for event in turn):
            raise NoPrediction(message.intent_name)
        await self.save_tracker(tracker)
        return turn

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> tuple[Action, PolicyPrediction]:
        """The next action; a remote one is made a `RemoteStep`."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if isinstance(action, RemoteAction):
            action = RemoteStep(action.name(), self._endpoint)
        return action, prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: Any,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run an action; unlike Rasa's own, an exception is not swallowed. Replies stay in the tracker until saved."""
        events = await action.run(output_channel, nlg, tracker, self.domain)
        self._log_action_on_tracker(tracker, action, events, prediction)
        return self.should_predict_another_action(action.name())


def _is_step(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME


def plain(text: str) -> str:
    """The text with a full-width slash in front instead of a slash, which Rasa would take for an intent."""
    stripped = text.lstrip()
    return f"／{stripped[1:]}" if stripped.startswith("/") else text
