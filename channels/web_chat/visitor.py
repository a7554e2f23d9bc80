"""Whose page it is: a random key in a cookie, and the certainty that a request comes from our own page."""

import re
import secrets

from fastapi import Request, Response

from channels.errors import NotGenuine
from channels.web_chat.settings import WebChatSettings

COOKIE = "talk"
_HALF_A_YEAR = 180 * 24 * 3600
_KEY = re.compile(r"[0-9a-f]{64}")


def key_of(request: Request) -> str | None:
    """The visitor's key, or None for somebody new (a value that we never gave out counts as none)."""
    value = request.cookies.get(COOKIE, "")
    return value if _KEY.fullmatch(value) else None


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_hex(32)


def remember(response: Response, key: str, settings: WebChatSettings) -> None:
    """Give the key to the browser, out of reach of any script."""
    response.set_cookie(
        COOKIE, key, max_age=_HALF_A_YEAR, path="/", httponly=True, samesite="lax", secure=settings.is_secure
    )


def forget(response: Response, settings: WebChatSettings) -> None:
    """Take the key away: this browser no longer leads to the conversation."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=settings.is_secure)


def check_origin(request: Request, settings: WebChatSettings) -> None:
    """A form on another site may not write in a resident's name.

    Raises:
        NotGenuine: the browser says that the request was made by another site.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    ours = (None, settings.origin, f"{request.url.scheme}://{request.headers.get('host', '')}")
    # Browsers since 2023 say whose page it was; older ones name its origin.
    if site not in ("same-origin", "none") if site is not None else origin not in ours:
        raise NotGenuine("The request was made by a page of another site.")
