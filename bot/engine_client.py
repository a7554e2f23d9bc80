"""The engine over HTTP: one turn, a batch of readings, and whether it is ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.errors import EngineRefused, EngineUnreachable
from conversations.messages import Heard, TurnRef


@dataclass(frozen=True)
class EngineTurn:
    """What is said to the engine: masked text, or the trusted intent that stands in for it."""

    session: str
    ref: TurnRef
    text: str | None
    intent: str | None


class EngineClient:
    """Speaks to one engine; safe to use from several threads.

    Args:
        base_url: where the engine listens, such as `http://127.0.0.1:5005`.
        token: shared secret, sent as a bearer token.
        timeout: seconds for a whole turn; shorter than a turn's lease. The library counts each of a request's phases
            by itself, so they share it: most for the answer, a tenth each for a free connection, connecting, asking.
    """

    def __init__(self, base_url: str, token: str, *, timeout: float = 15.0) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32)
        phases = httpx.Timeout(timeout / 10, read=timeout * 7 / 10)
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=phases, limits=limits, trust_env=False)

    def turn(self, turn: EngineTurn) -> None:
        """Have the engine choose one action and see it done; what that said is kept with the message.

        Raises:
            EngineUnreachable: the outcome is not known; the same message id may be sent again.
            EngineRefused: an action failed or the request was refused; nothing was kept.
        """
        body = {
            "conversation": turn.session,
            "message_id": f"i{turn.ref.inbox}",
            "text": turn.text,
            "payload": {"intent": turn.intent} if turn.intent else None,
            "metadata": turn.ref.as_json(),
        }
        self._post("/engine/turn", body)

    def parse(self, texts: Sequence[str]) -> list[Heard]:
        """How the model reads each text, without a conversation; raises as `turn` does."""
        return [Heard.from_json(result) for result in self._post("/engine/parse", {"texts": list(texts)})["results"]]

    def ready(self) -> bool:
        """Whether a model is loaded and turns can be taken."""
        try:
            return self._http.get("/engine/ready", timeout=2.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            response = self._http.post(path, json=body)
        except httpx.HTTPError as error:
            raise EngineUnreachable(type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise EngineRefused(response.status_code, response.text)
        return response.json()

    def close(self) -> None:
        """Close pooled connections."""
        self._http.close()
