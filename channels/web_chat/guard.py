"""Asked before anything is written: is it our own page, and not too often?"""

from fastapi import Request

from channels.web_chat.pace import PER_ADDRESS, PER_VISITOR, Pace, neighbourhood
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.visitor import check_origin


class Guard:
    """Stands before every address that writes or keeps a line open.

    Args:
        per_address, per_visitor: how much one address and one visitor may ask for.
    """

    def __init__(
        self, settings: WebChatSettings, per_address: Pace | None = None, per_visitor: Pace | None = None
    ) -> None:
        self._settings = settings
        self._per_address = per_address or Pace(PER_ADDRESS)
        self._per_visitor = per_visitor or Pace(PER_VISITOR)

    def admit(self, request: Request, key: str | None) -> None:
        """Let a request pass.

        Raises:
            NotGenuine: it was made by another site's page.
            TooMany: by this address or this visitor.
        """
        check_origin(request, self._settings)
        self._per_address.spend(neighbourhood(request.client.host if request.client else ""))
        if key is not None:
            self._per_visitor.spend(key)
