"""One message in, at most one keyword out; a sign of danger beats every command."""

from nlu.keywords.commands import command_in
from nlu.keywords.danger import danger_in, weigh
from nlu.keywords.keyword import DangerKind, Keyword
from nlu.normalise import normalise


def detect(text: str) -> Keyword | None:
    """The keyword of a message as a resident wrote it, or None.

    Danger may stand anywhere in the message. Every other kind is the whole message: 停 is a command, 停电了 is not.
    What is a command word for word is no danger that only its likeness speaks for (下一步).
    """
    normal = normalise(text).text
    danger, command = danger_in(normal), command_in(normal)
    return command if danger and command and not danger.sure else danger or command


def likely_danger(text: str) -> DangerKind | None:
    """Of what kind the danger of a message would be that the model takes for one; None where no word speaks for a kind."""
    weighed = weigh(normalise(text).text)
    return weighed.danger.danger if weighed.points > _NO_WORD_SPEAKS_FOR_IT else None


_NO_WORD_SPEAKS_FOR_IT = 0.7
