"""What Telegram tells us: one update read into a message of a resident, or into what is said back at once.

Source: https://core.telegram.org/bots/api, objects Update, Message, CallbackQuery, Chat and what they hold. The
library builds its objects from anything, so what an update really holds is checked here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, Field, ValidationError

from channels.errors import Malformed, TooLarge
from channels.inbound_text import MAX_CHARACTERS, clean_text
from conversations.messages import InboundMessage, SentFile, Wordless

CHANNEL = "telegram"
#: The kinds of update that we ask for.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query")

#: Telegram's own commands, which its apps offer as buttons, in the words that residents would use.
COMMANDS = {"start": "您好", "help": "帮助", "stop": "退订"}

#: What came without words, as staff see it.
MARKS = {
    "photo": "〔图片〕",
    "voice": "〔语音〕",
    "audio": "〔语音〕",
    "video": "〔视频〕",
    "video_note": "〔视频〕",
    "animation": "〔视频〕",
    "document": "〔文件〕",
}

type Id = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]


class _Chat(BaseModel):
    id: Id
    type: str


class _User(BaseModel):
    id: Id
    is_bot: bool = False


class _File(BaseModel):
    file_id: Annotated[str, Field(min_length=1, max_length=300)]
    file_size: Annotated[int, Field(ge=0)] | None = None
    file_name: str | None = None
    mime_type: str | None = None


class _Contact(BaseModel):
    phone_number: str


class _Location(BaseModel):
    latitude: float
    longitude: float
    live_period: int | None = None


class _Venue(BaseModel):
    title: str
    address: str


class _Sticker(BaseModel):
    emoji: str = ""


class _Button(BaseModel):
    text: str
    callback_data: str | None = None


class _Keyboard(BaseModel):
    inline_keyboard: list[list[_Button]]


class _Mention(BaseModel):
    type: str


class _Message(BaseModel):
    message_id: Id
    chat: _Chat
    sender: _User | None = Field(None, validation_alias=AliasChoices("from", "sender"))
    text: str | None = None
    caption: str | None = None
    entities: list[_Mention] = []
    reply_to_message: "_Message | None" = None
    reply_markup: _Keyboard | None = None
    photo: list[_File] = []
    voice: _File | None = None
    audio: _File | None = None
    video: _File | None = None
    video_note: _File | None = None
    animation: _File | None = None
    document: _File | None = None
    contact: _Contact | None = None
    location: _Location | None = None
    venue: _Venue | None = None
    sticker: _Sticker | None = None
    # Things of a chat that nobody means as words to an office.
    dice: dict[str, Any] | None = None
    poll: dict[str, Any] | None = None
    game: dict[str, Any] | None = None
    story: dict[str, Any] | None = None


class _Pressed(BaseModel):
    id: Annotated[str, Field(min_length=1, max_length=64)]
    sender: _User = Field(validation_alias=AliasChoices("from", "sender"))
    message: _Message | None = None
    data: Annotated[str, Field(max_length=64)] | None = None


class _Update(BaseModel):
    update_id: Annotated[int, Field(strict=True, ge=0, lt=2**63)]
    message: _Message | None = None
    edited_message: _Message | None = None
    callback_query: _Pressed | None = None


@dataclass(frozen=True)
class Call:
    """A method of Telegram's to call, as it names it."""

    method: Literal["sendMessage", "answerCallbackQuery"]
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Update:
    """What one update holds for us: at most one message, and at most one thing to say back at once."""

    id: int
    message: InboundMessage | None = None
    call: Call | None = None


class UpdateReader:
    """Reads updates of one bot.

    Args:
        bot_id: the bot's own id, which stands before the colon of its token.
        private_only: the words to a group: residents are helped one by one.
    """

    def __init__(self, bot_id: str, private_only: str) -> None:
        self._bot_id, self._private_only = bot_id, private_only

    def read(self, body: bytes | Mapping[str, Any]) -> Update:
        """What an update holds.

        Raises:
            Malformed, TooLarge: it is none, or holds more than a chat can.
        """
        update = _checked(body)
        if update.callback_query is not None:
            return self._pressed(update.update_id, update.callback_query)
        written = update.message or update.edited_message
        if written is None or (written.sender is not None and written.sender.is_bot):
            return Update(update.update_id)
        if written.chat.type != "private":
            return Update(update.update_id, call=self._to_group(written) if update.message else None)
        text = _words(written)
        if text is None or (update.edited_message and not (written.text or written.caption)):
            return Update(update.update_id)  # a live place that moves, a pinned line, a changed picture of the chat
        message = self._message(update.update_id, written.chat.id, text, key=str(written.message_id))
        if update.edited_message is not None:
            return Update(update.update_id, message=replace(message, is_edit=True))
        files = tuple(_files(written))
        return Update(
            update.update_id, message=replace(message, files=files, media=len(files), wordless=_wordless(written))
        )

    def _message(
        self, update_id: int, chat: int, text: str, *, key: str = "", choice: str | None = None
    ) -> InboundMessage:
        text = clean_text(text)
        if len(text) > MAX_CHARACTERS:
            raise TooLarge(f"A message has at most {MAX_CHARACTERS} characters.")
        return InboundMessage(CHANNEL, self._bot_id, str(chat), str(update_id), text, choice, key=key)

    def _pressed(self, update_id: int, pressed: _Pressed) -> Update:
        """A button: it is kept as the words on it, and its hourglass is stopped at once."""
        seen = Call("answerCallbackQuery", {"callback_query_id": pressed.id})
        written, choice = pressed.message, clean_text(pressed.data or "")
        if written is None or written.chat.type != "private" or not choice:
            return Update(update_id, call=seen)
        keyboard = written.reply_markup.inline_keyboard if written.reply_markup else []
        label = next((button.text for row in keyboard for button in row if button.callback_data == choice), "〔按钮〕")
        return Update(update_id, self._message(update_id, written.chat.id, label, choice=choice), seen)

    def _to_group(self, written: _Message) -> Call | None:
        """The polite refusal, to those alone who speak to us: with a command, by our name, or in reply to us."""
        answered = written.reply_to_message.sender if written.reply_to_message else None
        to_us = answered is not None and str(answered.id) == self._bot_id
        named = any(mention.type in ("mention", "bot_command") for mention in written.entities)
        if not (to_us or named):
            return None
        reply = {"message_id": written.message_id, "allow_sending_without_reply": True}
        words = {"chat_id": written.chat.id, "text": self._private_only, "reply_parameters": reply}
        return Call("sendMessage", words)


def _checked(body: bytes | Mapping[str, Any]) -> _Update:
    try:
        if isinstance(body, bytes):
            return _Update.model_validate_json(body)
        return _Update.model_validate(body)
    except ValidationError as fault:
        raise Malformed("This is no update of Telegram's.") from fault


def _words(written: _Message) -> str | None:
    """What a message says, in words or by what it shows; None for what nobody means as a message."""
    said = written.text or written.caption or ""
    if said.startswith("/"):
        return COMMANDS.get(said[1:].split(maxsplit=1)[0].split("@")[0].lower() if said[1:].strip() else "", said)
    if said.strip():
        return said
    if written.contact is not None:
        return written.contact.phone_number
    if written.venue is not None:
        return f"{written.venue.address} {written.venue.title}".strip()
    if written.location is not None:
        return f"〔位置 北纬{written.location.latitude:.5f} 东经{written.location.longitude:.5f}〕"
    mark = _mark(written)
    if mark is not None:
        return mark
    return "〔空白消息〕" if said else None


def _files(written: _Message) -> Iterator[SentFile]:
    """The file of a message: of a picture's sizes the largest."""
    for kind in MARKS:
        sent = getattr(written, kind)
        file = max(sent, key=lambda size: size.file_size or 0) if isinstance(sent, list) and sent else sent
        if file:
            yield SentFile({"file_id": file.file_id}, clean_text(file.file_name or ""))
            return


def _wordless(written: _Message) -> Wordless | None:
    if (written.text or written.caption or "").strip() or written.contact or written.venue:
        return None
    if any(getattr(written, kind) for kind in MARKS):
        return "file"
    return "place" if written.location is not None else None


def _mark(written: _Message) -> str | None:
    """What stands for something without words."""
    for kind, mark in MARKS.items():
        if getattr(written, kind):
            return mark
    if written.sticker is not None:
        return written.sticker.emoji or "〔表情〕"
    shown = (written.dice, written.poll, written.game, written.story)
    return "〔表情〕" if any(thing is not None for thing in shown) else None
