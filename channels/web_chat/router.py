"""The addresses of the web chat: the page at `/`, its form without JavaScript, and the API under `/channels/web`."""

from collections.abc import Callable

from fastapi import APIRouter

from channels.bell import Bell
from channels.files.scan import NoScanner, Scanner
from channels.gateway import Gateway
from channels.web_chat.api import Api
from channels.web_chat.guard import Guard
from channels.web_chat.page import Page
from channels.web_chat.refusing import refusing_route
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.talk import WebTalk
from channels.web_chat.upload import MOST_UPLOADED, Upload
from storage.database import Database
from vault.vault import Vault


def web_chat_router(
    database: Database,
    vault: Vault,
    gateway: Gateway,
    bell: Bell,
    settings: WebChatSettings,
    *,
    staff_name: Callable[[str], str] = lambda staff_id: "工作人员",
    guard: Guard | None = None,
    scanner: Scanner | None = None,
) -> APIRouter:
    """Everything that residents open in a browser.

    Args:
        staff_name: what residents see for a member of staff, by id; called in a worker thread.
        guard: who may write how often; the usual one unless given.
        scanner: looks through what visitors send; none unless given.
    """
    router = APIRouter(route_class=refusing_route(), tags=["web"])
    files = APIRouter(route_class=refusing_route(MOST_UPLOADED), tags=["web"])
    talk = WebTalk(database, vault, gateway, bell, settings, staff_name)
    guard = guard or Guard(settings)
    page = Page(talk, bell, settings, guard)
    page.add_to(router)
    Api(talk, bell, settings, guard).add_to(router)
    Upload(talk, settings, guard, page, scanner or NoScanner()).add_to(files)
    router.include_router(files)
    return router
