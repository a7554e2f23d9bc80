"""What can go wrong at the edges to residents.

ChannelError
├── RequestRefused            somebody's HTTP request is not one that we act on; nothing of it is kept
│   ├── NotGenuine            403  the signature, the origin or the secret is wrong
│   ├── Malformed             400  it cannot be read
│   ├── WrongContentType      415  it is not in the form that this address takes
│   ├── TooLarge              413  the body or the text is longer than anyone writes
│   └── TooMany               429  too many from one address in too short a time
├── LookupFailed              a provider could not say what became of a message; ask again later
├── UnknownCarrier            the settings name a carrier of which nothing is known
├── TemplateFileError         a file of texts that a carrier approved is not one
├── FileRefused               a resident's file is not kept: too large, of another kind, broken, dangerous, or gone
├── FetchFailed               a provider did not give a file now; ask again later
└── ScannerSilent             nobody could say whether a file is dangerous; ask again later
"""

from conversations.attachments import Reason


class ChannelError(Exception):
    """Root of this room's errors."""


class RequestRefused(ChannelError):
    """A request that is not acted on.

    Attributes:
        status: the HTTP status of the refusal.
        code: a stable word for programs.
        say: the words for a resident who sees it, in Chinese.
    """

    status = 400
    code = "refused"
    say = "这次没有发出去，请再试一次。"


class NotGenuine(RequestRefused):
    """Raised when a request was not made by whom it claims."""

    status = 403
    code = "not_genuine"
    say = "请从本页面发送消息。"


class Malformed(RequestRefused):
    """Raised when a request cannot be read."""

    status = 400
    code = "malformed"
    say = "没能看懂这条消息，请重新写一次。"


class WrongContentType(RequestRefused):
    """Raised when a request is not in the form that its address takes."""

    status = 415
    code = "wrong_content_type"


class TooLarge(RequestRefused):
    """Raised when a body or a text is longer than anyone writes."""

    status = 413
    code = "too_large"
    say = "这条消息太长了，请分成几条发。"


class TooMany(RequestRefused):
    """Raised when one address sends too much in too short a time; `retry_after` is in seconds."""

    status = 429
    code = "too_many"
    say = "发得太快了，请稍等一会儿再发。您刚才写的字还在。"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too many requests from one address; try again in {retry_after} s.")
        self.retry_after = retry_after


class LookupFailed(ChannelError):
    """Raised when a provider could not be asked what became of a message; the row stays as it is until asked again."""


class UnknownCarrier(ChannelError):
    """Raised while starting: name one of those in channels/carriers.yml, or add it there."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no carrier '{name}' (there are: {', '.join(known)}); describe it in channels/carriers.yml."
        )


class TemplateFileError(ChannelError):
    """Raised while starting: what the settings name as a carrier's approved texts cannot be used; correct the file."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"Approved text {what} {why}.")


class FileRefused(ChannelError):
    """Raised when a resident's file will never be kept; `reason` chooses the words that they hear."""

    def __init__(self, reason: Reason, why: str) -> None:
        super().__init__(why)
        self.reason = reason


class FetchFailed(ChannelError):
    """Raised when a provider did not give a file; it is asked again, and after some tries the resident is told."""


class ScannerSilent(ChannelError):
    """Raised when the scanner gave no verdict on a file; it is asked again before the file is kept."""
