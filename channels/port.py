"""What a provider of messages looks like to us; a new one is one new file that fits these shapes.

A provider calls us (`Webhook`) with a batch of messages and receipts, and we call it (`Sender`) with one message or
several. Free text and registered templates, buttons and none, providers that can be asked what became of a message
and those that cannot: the differences are `Capabilities`, never an `if` on a provider's name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from conversations.messages import InboundMessage

ReceiptStatus = Literal["sent", "delivered", "failed"]


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do.

    Attributes:
        can_look_up: it can be asked later whether a message reached it.
        buttons: it shows options as buttons; elsewhere they are numbered lines.
        template_bound: every text must be a registered template with variables.
        max_segments: SMS segments of one message; a longer text goes as several. None for no such limit.
    """

    can_look_up: bool = False
    buttons: bool = False
    template_bound: bool = False
    max_segments: int | None = None


@dataclass(frozen=True)
class OutboundMessage:
    """One message of ours to one address.

    Attributes:
        outbox_id: our id; it comes back in receipts.
        part: which piece of a text that is too long for one message, from 1.
        parts: how many pieces there are.
        channel: the channel's name, as on the conversation.
        account: our own side: the number it is sent from.
        recipient: the resident's address, E.164 for a phone.
        text: the words, options included where there are no buttons.
        options: the labels of the buttons, where there are some.
        template: id of the registered text; a provider bound to templates sends this with `variables`.
        variables: values of the template's variables.
        origin: names what offers the options: a pressed button comes back as `<origin>:<index from 0>`.
        created_at: when it was queued, seconds since 1970 UTC: no attempt to send it is older.
    """

    outbox_id: int
    channel: str
    account: str
    recipient: str
    text: str
    options: tuple[str, ...] = ()
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    part: int = 1
    parts: int = 1
    created_at: float = 0.0


@dataclass(frozen=True)
class Accepted:
    """The provider has it and named it."""

    provider_ref: str


@dataclass(frozen=True)
class Temporary:
    """The provider certainly did not take it; later it may. `retry_after` in seconds where it said so."""

    reason: str
    retry_after: float | None = None


@dataclass(frozen=True)
class Permanent:
    """It will never be taken; `reason` is for staff, in Chinese. `opted_out`: the carrier holds a stop of theirs."""

    reason: str
    code: str = ""
    opted_out: bool = False


@dataclass(frozen=True)
class Unknown:
    """It may or may not have been taken: the answer was lost."""

    reason: str


type SendResult = Accepted | Temporary | Permanent | Unknown


@dataclass(frozen=True)
class Receipt:
    """What became of a message after it was accepted.

    Attributes:
        outbox_id: our id, as the provider gives it back.
        status: statuses only move forward: sent, then delivered or failed.
        provider_ref: the provider's id.
        error: reason of a failure, in Chinese, for staff.
        opted_out: the carrier holds a stop of theirs.
    """

    outbox_id: int
    status: ReceiptStatus
    provider_ref: str
    error: str | None = None
    opted_out: bool = False


class Sender(Protocol):
    """Sends messages and can perhaps say what became of them."""

    channel: str
    capabilities: Capabilities
    #: Seconds after which `send` has certainly returned, and seconds more in which a message may still arrive.
    timeout: float
    settle: float

    def send(self, messages: Sequence[OutboundMessage]) -> list[SendResult]:
        """Send in order; one result for each message, none of them an exception."""
        ...

    def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
        """The provider's id of this message if it has it, else None.

        Args:
            message: as it was sent.
            is_taken: whether a provider's id is already recorded for another message of ours.

        Raises:
            LookupFailed: the provider did not say.
        """
        ...


@dataclass(frozen=True)
class WebhookRequest:
    """An HTTP request of a provider, read whole.

    Attributes:
        path: as the provider asked for it, without host.
        query: the raw query string, undecoded: signatures are over it.
        headers: names in lower case.
    """

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Acknowledgement:
    """What a provider wants to hear when its delivery is safe with us."""

    body: str
    media_type: str


@dataclass(frozen=True)
class Delivery:
    """What one request of a provider brought; `answer` where it wants to hear more than the usual acknowledgement."""

    messages: tuple[InboundMessage, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    answer: Acknowledgement | None = None


class Webhook(Protocol):
    """What a provider calls: verify, parse, and nothing else."""

    channel: str
    paths: tuple[str, ...]
    content_type: str
    max_body: int
    acknowledgement: Acknowledgement

    def read(self, request: WebhookRequest) -> Delivery:
        """The messages and receipts of a genuine request.

        Raises:
            RequestRefused: it is not genuine, or cannot be read; nothing of it may be kept.
        """
        ...


class FileSource(Protocol):
    """Where a provider keeps what residents sent."""

    channel: str
    #: Seconds after which `fetch` has certainly returned.
    timeout: float

    def fetch(self, source: Mapping[str, str]) -> bytes:
        """The file that the provider named so.

        Raises:
            FileRefused: it is too large, or not there any more.
            FetchFailed: it could not be had now.
        """
        ...
