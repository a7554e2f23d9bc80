"""One message in, at most one keyword out; danger beats every command."""

from nlu.keywords.commands import command_in
from nlu.keywords.danger import danger_in
from nlu.keywords.keyword import Keyword
from nlu.normalise import normalise


def detect(text: str) -> Keyword | None:
    """The keyword of a message as a resident wrote it, or None.

    Danger may stand anywhere in the message. Every other kind is the whole message: 停 is a command, 停电了 is not.
    """
    normal = normalise(text).text
    return danger_in(normal) or command_in(normal)
