"""What the page and the server say to each other, as OpenAPI describes it."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from channels.inbound_text import MAX_CHARACTERS


def _whole_characters(value: object) -> object:
    """No NUL, which PostgreSQL refuses, and no half of a surrogate pair, which is no character."""
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError as fault:
        raise PydanticCustomError("half_a_character", "a character is cut in two") from fault
    return value.replace("\x00", "")


type Words = Annotated[str, BeforeValidator(_whole_characters), Field(max_length=MAX_CHARACTERS)]
type ButtonId = Annotated[str, BeforeValidator(_whole_characters), Field(max_length=120)]


class Writing(BaseModel):
    """A message of the resident: words, or a pressed button."""

    client_id: UUID = Field(description="The page's own id of the message; the same id is kept once.")
    text: Words | None = Field(None, description="The words, up to 4,096 characters.")
    choice: ButtonId | None = Field(None, description="The id of the pressed button.")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.choice and not (self.text or "").strip():
            raise PydanticCustomError("says_nothing", "either text or choice is needed")
        return self


class Attached(BaseModel):
    """What goes with a file."""

    client_id: UUID = Field(description="The page's own id of the message; the same id is kept once.")
    text: Words = Field("", description="Words to go with it, up to 4,096 characters.")
    name: Annotated[str, BeforeValidator(_whole_characters)] = ""


class Button(BaseModel):
    """Something that can be picked with one touch."""

    id: str
    label: str


class Line(BaseModel):
    """One message of the conversation."""

    id: str
    who: Literal["resident", "assistant", "staff"]
    name: str = Field(description="How its author is called on the page.")
    at: float = Field(description="Seconds since 1970, UTC.")
    text: str
    client_id: UUID | None = Field(None, description="The page's own id, on the resident's messages.")
    buttons: list[Button] = []


class State(BaseModel):
    """Who is there, and whether an answer is being written."""

    answering: bool = False
    held_by: Literal["assistant", "waiting", "staff"] = "assistant"
    staff: str | None = Field(None, description="The name of the member of staff who is there.")


class Lines(BaseModel):
    """What is new since a cursor."""

    lines: list[Line] = []
    state: State = State()
    cursor: str = Field("0.0", description="Give it back as `after` (or Last-Event-ID) to get what comes later.")


class Kept(BaseModel):
    """The message is safe with us."""

    line: Line
    new: bool = Field(description="False when it was already there.")


class Seen(BaseModel):
    """The newest line that the page has shown."""

    id: str = Field(pattern=r"^o\d{1,18}$")


class Refusal(BaseModel):
    """Why a request was not acted on."""

    code: str = Field(description="A stable word for programs.")
    say: str = Field(description="The words for the resident.")
