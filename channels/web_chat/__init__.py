"""The web chat: a page that needs no account, and the small API under it."""

from channels.web_chat.router import web_chat_router
from channels.web_chat.settings import Hotline, WebChatSettings

__all__ = ["Hotline", "WebChatSettings", "web_chat_router"]
