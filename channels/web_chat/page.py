"""The page itself, its form without JavaScript, its files, and the quick exit."""

import hashlib
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated

import jinja2
from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from channels.bell import Bell
from channels.errors import Malformed, RequestRefused
from channels.web_chat import visitor
from channels.web_chat.guard import Guard
from channels.web_chat.refusing import NotAsDescribed
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.talk import WebTalk
from channels.web_chat.wire import Lines, Writing
from storage.clock import CHINA

_HERE = Path(__file__).parent
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
#: Seconds that the page without JavaScript waits for an answer before it is shown.
_PATIENCE = 8.0

#: What people come for; each is sent as if it had been written.
STARTERS = ("我家能不能办低保？", "办低保要什么材料？", "我想申请法律援助", "查办理进度")


class Page:
    """The resident's side, drawn by the server: complete without JavaScript, live with it."""

    def __init__(self, talk: WebTalk, bell: Bell, settings: WebChatSettings, guard: Guard) -> None:
        self._talk, self._bell, self._settings, self._guard = talk, bell, settings, guard
        self._assets = {path.name: path.read_bytes() for path in (_HERE / "assets").iterdir()}
        self._version = hashlib.sha256(b"".join(self._assets[name] for name in sorted(self._assets))).hexdigest()[:12]
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        environment = jinja2.Environment(
            loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
        )
        environment.filters.update(clock=_clock, moment=_moment)
        self._template = environment.get_template("chat.html")
        self._headers = _headers(settings)

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        router.add_api_route("/", self.show, methods=["GET"], response_class=HTMLResponse)
        router.add_api_route("/channels/web/form", self.write, methods=["POST"], response_class=HTMLResponse)
        router.add_api_route("/channels/web/leave", self.leave, methods=["POST"], response_class=RedirectResponse)
        router.add_api_route("/channels/web/assets/{name}", self.asset, methods=["GET"], response_class=Response)

    async def show(self, request: Request, wait: bool = False) -> HTMLResponse:
        """The page with the conversation so far; `wait` gives an answer that is being written some seconds."""
        known = visitor.key_of(request)
        lines = await self._settled(known, _PATIENCE if wait else 0.0) if known else Lines()
        page = self._draw(lines)
        visitor.remember(page, known or visitor.new_key(), self._settings)
        return page

    async def _settled(self, key: str, patience: float) -> Lines:
        """The conversation once nothing is being written in it, or after so many seconds."""
        ends = time.monotonic() + patience
        name = await run_in_threadpool(self._talk.conversation_of, key) or key
        with self._bell.listen(name) as ear:
            lines = await run_in_threadpool(self._talk.lines, key)
            while lines.state.answering and time.monotonic() < ends and not self._bell.closed:
                await ear.wait(0.5)
                lines = await run_in_threadpool(self._talk.lines, key)
        return lines

    def write(
        self,
        request: Request,
        client_id: Annotated[uuid.UUID, Form()],
        text: Annotated[str, Form()] = "",
        choice: Annotated[str, Form()] = "",
    ) -> Response:
        """A message from the form; then the page again, with the answer, or with the reason why it was not kept.

        The word that hides the page is no message.
        """
        if text.strip() in self._settings.leave_words:
            return self.leave(request)
        key = visitor.key_of(request)
        try:
            self._guard.admit(request, key)
            key = key or visitor.new_key()
            self._talk.write(key, _writing(client_id, text, choice))
        except RequestRefused as refusal:
            return self.refused(key, refusal, unsent=text)
        return self.kept(key)

    def refused(self, key: str | None, refusal: RequestRefused, *, unsent: str = "") -> Response:
        """The page with the reason why something was not kept."""
        lines = self._talk.lines(key) if key else Lines()
        return self._draw(lines, said=refusal.say, unsent=unsent, status=refusal.status)

    def kept(self, key: str) -> Response:
        """To the page again, with the answer."""
        response = RedirectResponse("/?wait=1#newest", status_code=303, headers=self._headers)
        visitor.remember(response, key, self._settings)
        return response

    def leave(self, request: Request) -> Response:
        """The quick exit: this browser forgets the conversation and shows an innocent page."""
        visitor.check_origin(request, self._settings)
        headers = {**self._headers, "Clear-Site-Data": '"cache", "storage"'}
        response = RedirectResponse(self._settings.leave_url, status_code=303, headers=headers)
        visitor.forget(response, self._settings)
        return response

    def asset(self, name: str) -> Response:
        """The page's own style and script; their address changes with their content."""
        content = self._assets.get(name)
        if content is None:
            raise NoSuchFile(f"The page has no file {name!r}.")
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return Response(content, media_type=_MEDIA_TYPES[Path(name).suffix], headers=headers)

    def _draw(self, lines: Lines, *, said: str = "", unsent: str = "", status: int = 200) -> HTMLResponse:
        body = self._template.render(
            settings=self._settings,
            lines=lines.lines,
            state=lines.state,
            cursor=lines.cursor,
            said=said,
            unsent=unsent,
            starters=STARTERS,
            version=self._version,
            client_id=uuid.uuid4,
        )
        return HTMLResponse(body, status_code=status, headers=self._headers)


def _writing(client_id: uuid.UUID, text: str, choice: str) -> Writing:
    try:
        return Writing(client_id=client_id, text=text or None, choice=choice or None)
    except ValidationError as fault:
        raise NotAsDescribed(error["type"] for error in fault.errors()) from fault


class NoSuchFile(Malformed):
    """Raised for a file that the page does not have."""

    status = 404
    code = "no_such_file"
    say = "没有这个文件。"


def _headers(settings: WebChatSettings) -> dict[str, str]:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action 'self' {settings.leave_origin}; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, CHINA).isoformat(timespec="seconds")


def _clock(at: float) -> str:
    """The time of day; with its day when that is not today."""
    moment = datetime.fromtimestamp(at, CHINA)
    day = "" if moment.date() == datetime.now(CHINA).date() else f"{moment.month}月{moment.day}日 "
    return f"{day}{moment:%H:%M}"
