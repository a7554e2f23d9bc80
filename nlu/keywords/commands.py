"""Commands: messages that steer the conversation, each the whole message after normalising."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import cast

from nlu.keywords.first_look import FirstLook
from nlu.keywords.keyword import CommandKind, Keyword
from nlu.normalise import normalise

_NOT_WORDS = re.compile(r"[^\w?👍👌✅✔√👎❌✖×]|_")
_COURTESY = re.compile(r"(?<=.)(?:谢谢您?|多谢|拜托了?|您好|你好)$|^(?:请问|请|您好|你好|麻烦|拜托)(?=.)")
_PARTICLES = re.compile(r"(?<=.)[吧啊呀哦喔噢哈啦嘞咯呗哟呃额嘛哎诶呢]+$")
_CLAUSE_ENDS = re.compile(r"[\s,。!;、~…]+")
_MOST_CLAUSES = 4
_IN_CLAUSES = frozenset({"stop", "person", "help", "yes", "no"})
_SAYS_NOTHING = re.compile(
    r"喂+|嗯+|哦+|哎+|唉+|好|好的|那|那个|算了|够了|谢谢您?|多谢|你好|您好|请问|麻烦了?|烦|烦死了?|烦不烦|真烦|不好意思|对不起"
    r"|(?:我)?说不清楚?|机器人?说不清|你(?:也)?听不懂|你不懂|你别答了|你是机器人?吧|不是本人(?:的)?|打错了|你们?天天发(?:天天发)?|有人吗|有人在吗"
    r"|(?:我)?(?:眼睛|眼)(?:花|不好)(?:看不清)?|(?:我)?不识字|(?:我)?改主意了|(?:我)?(?:刚打开|头一回用(?:这个)?|第一次用)"
)
_SAID_TWICE = re.compile(r"^([^a-z?]{2,})\1$")
_QUESTION_MARK = re.compile(r"\?+(?=.)|(?<=[^?])\?+$")
_CHANGE = re.compile(
    r"(?:我?要|我?想|请|帮我|麻烦)?(?:修改|更改|更正|重新填写?|重填|改)"
    r"(?:一下|下)?(?:我的)?(?P<target>第?[0-9一二三四五六七八九十]{1,2}(?:项|条|题|个|号)?|\D+?)"
    r"|(?:我的)?(?P<wrong>\D+?)(?:我)?(?:填错|写错|说错|选错|答错|搞错|弄错|输错|不对|要改|错|改一下)了?"
)


def command_in(normal: str) -> Keyword | None:
    """The command that a normalised message is, or None."""
    said = _bare(normal)
    return _command_said(said) or _change_of_one_answer(said) or _one_command_in_clauses(normal)


def _command_said(said: str) -> Keyword | None:
    possible = [_commands()[place] for place in _look_for_commands().worth_trying(said)]
    for form in _forms_as_said(said) if possible else ():
        for command in possible:
            if command.form.fullmatch(form):
                return Keyword(command.kind, matched=form, target=command.target)
    return None


def _one_command_in_clauses(normal: str) -> Keyword | None:
    """够了 别问了, 对 没问题: every clause says the same command, or nothing of its own (喂, 烦死了, 我说不清楚)."""
    clauses = [bare for clause in _CLAUSE_ENDS.split(normal) if (bare := _bare(clause))]
    if not 2 <= len(clauses) <= _MOST_CLAUSES:
        return None
    first: Keyword | None = None
    for clause in clauses:
        if _SAYS_NOTHING.fullmatch(clause):
            continue
        command = _command_said(clause)
        if command is None or command.kind not in _IN_CLAUSES or (first and first.kind != command.kind):
            return None
        first = first or command
    return first


def is_command(text: str) -> bool:
    """Whether a message, as a resident wrote it, steers the conversation; such a one is never a name or a place."""
    return command_in(normalise(text).text) is not None


@dataclass(frozen=True)
class _Command:
    kind: CommandKind
    form: re.Pattern[str]
    target: str | None


@lru_cache(maxsize=1)
def _commands() -> tuple[_Command, ...]:
    rows = [line.split("\t") for line in _lines("commands.tsv")]
    return tuple(
        _Command(cast(CommandKind, kind), re.compile(form), target[0] if target else None)
        for kind, form, *target in rows
    )


@lru_cache(maxsize=1)
def _look_for_commands() -> FirstLook:
    """Most messages are no command, and every message is asked on its way in."""
    return FirstLook([command.form.pattern for command in _commands()])


@lru_cache(maxsize=1)
def _changeable() -> frozenset[str]:
    return frozenset(word for line in _lines("changeable.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _bare(normal: str) -> str:
    """Lower case, without spaces and punctuation; a question mark stays only where it is the whole message."""
    return _QUESTION_MARK.sub("", _NOT_WORDS.sub("", normal.casefold()))


def _forms_as_said(said: str) -> list[str]:
    polite = _COURTESY.sub("", said)
    plain = _PARTICLES.sub("", polite)
    once = _SAID_TWICE.sub(r"\1", plain)
    return list(dict.fromkeys(form for form in (said, polite, plain, once) if form))


def _change_of_one_answer(said: str) -> Keyword | None:
    asked = _CHANGE.fullmatch(_PARTICLES.sub("", _COURTESY.sub("", said)))
    if asked is None:
        return None
    target = asked.group("target") or asked.group("wrong")
    if not (target in _changeable() or re.fullmatch(r"第?[0-9一二三四五六七八九十]+(?:项|条|题|个|号)?", target)):
        return None
    return Keyword("change", matched=said, target=target)
