"""A photo or a document from the page: looked through and made safe before it is kept, in memory all the while."""

from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from python_multipart.exceptions import MultipartParseError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from channels.errors import FileRefused, Malformed, RequestRefused, ScannerSilent, WrongContentType
from channels.files.safe import MOST_BYTES, make_safe
from channels.files.scan import Scanner
from channels.web_chat import visitor
from channels.web_chat.guard import Guard
from channels.web_chat.page import Page
from channels.web_chat.refusing import REFUSALS, NotAsDescribed
from channels.web_chat.settings import WebChatSettings
from channels.web_chat.talk import WebTalk
from channels.web_chat.wire import Attached, Kept
from conversations.messages import SafeFile, SentFile

#: Bytes of a request: the file, and what stands around it.
MOST_UPLOADED = MOST_BYTES + 64 * 1024


class NotTaken(RequestRefused):
    """Raised when a file of a page is not kept."""

    _STATUS: ClassVar = {"too_large": 413, "kind": 415}
    _SAY: ClassVar = {
        "too_large": "这个文件太大，没收下。请发10兆以内的，或者拍张照片。",
        "kind": "这种文件我们打不开，没收下。请发照片，或者PDF、Word文件。",
        "broken": "这张图片坏了，打不开，没收下。请重新拍一张。",
        "infected": "这个文件不安全，没收下。请拍张照片。",
    }

    def __init__(self, refusal: FileRefused) -> None:
        super().__init__(str(refusal))
        self.status = self._STATUS.get(refusal.reason, 422)
        self.code, self.say = f"file_{refusal.reason}", self._SAY[refusal.reason]


class NotNow(RequestRefused):
    """Raised when nobody could look through a file just now."""

    status = 503
    code = "try_again"
    say = "现在收不了文件，请过一会儿再发。"


class Upload:
    """Two addresses: one for programs, one for the page's own form."""

    def __init__(self, talk: WebTalk, settings: WebChatSettings, guard: Guard, page: Page, scanner: Scanner) -> None:
        self._talk, self._settings, self._guard, self._page, self._scanner = talk, settings, guard, page, scanner

    def add_to(self, router: APIRouter) -> None:
        """Name the addresses."""
        api, form = "/channels/web/files", "/channels/web/file-form"
        described = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _SCHEMA}}}}
        router.add_api_route(api, self.keep, methods=["POST"], responses=REFUSALS, openapi_extra=described)
        router.add_api_route(
            form, self.from_form, methods=["POST"], response_class=HTMLResponse, include_in_schema=False
        )

    async def keep(self, request: Request, response: Response) -> Kept:
        """Keep a file of at most 10 MB, with words if there are some; sending it again changes nothing."""
        key = visitor.key_of(request)
        self._guard.admit(request, key)
        attached, content = await _parts(request)
        if key is None:
            key = visitor.new_key()
            visitor.remember(response, key, self._settings)
        response.headers["Cache-Control"] = "no-store"
        return await run_in_threadpool(self._keep, key, attached, content)

    async def from_form(self, request: Request) -> Response:
        """The same from the page; then the page again."""
        key = visitor.key_of(request)
        try:
            self._guard.admit(request, key)
            attached, content = await _parts(request)
            key = key or visitor.new_key()
            await run_in_threadpool(self._keep, key, attached, content)
        except RequestRefused as refusal:
            return await run_in_threadpool(self._page.refused, key, refusal)
        return self._page.kept(key)

    def _keep(self, key: str, attached: Attached, content: bytes) -> Kept:
        return self._talk.write_file(key, attached, SentFile(name=attached.name, safe=self._safe(content)))

    def _safe(self, content: bytes) -> SafeFile:
        try:
            return make_safe(content, self._scanner)
        except FileRefused as refusal:
            raise NotTaken(refusal) from None
        except ScannerSilent as silence:
            raise NotNow(str(silence)) from None


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["client_id", "file"],
    "properties": {
        "client_id": {"type": "string", "format": "uuid", "description": "The page's own id; the same is kept once."},
        "file": {
            "type": "string",
            "format": "binary",
            "description": "A picture, PDF, Word or Excel file, or a sound.",
        },
        "text": {"type": "string", "maxLength": 4096, "description": "Words to go with it."},
    },
}


async def _parts(request: Request) -> tuple[Attached, bytes]:
    """The fields of a form with one file; nothing of it touches a disk."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
        raise WrongContentType("A file comes as multipart/form-data.")
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=5, max_part_size=64 * 1024)
    parser.spool_max_size = MOST_UPLOADED
    try:
        form = await parser.parse()
    except (MultiPartException, MultipartParseError, KeyError, ValueError) as fault:
        raise Malformed("The form cannot be read.") from fault
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise NotAsDescribed({"says_nothing"})
    fields = {name: form.get(name) for name in ("client_id", "text") if isinstance(form.get(name), str)}
    try:
        attached = Attached.model_validate({**fields, "name": (file.filename or "")[:200]})
    except ValidationError as fault:
        raise NotAsDescribed(error["type"] for error in fault.errors()) from fault
    content = await file.read()
    await file.close()
    return attached, content
