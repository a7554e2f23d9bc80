"""The parts of a message that ask something: 公示几天?名字都贴出去吗 asks twice, a story often asks in its last words."""

import re

_BETWEEN = re.compile(r"[，。？！；、…,?!;\s]+")
_ASKS = re.compile(
    r"(?<![好就这那])几|多少|多久|多长|多大|吗|么|啥|什么|怎|咋|哪|谁|何时|如何|(?:能|要|有|是|算|行|可|会|够|用|给|管|收|得|让)没?不?(?:没有|不)|[^不](不|没)$"
    r"|(.)不\2|有没有|能否|是否|找谁|区别"
)
#: Shorter parts (行不, 咋办) say nothing without their neighbours.
_SHORTEST = 3


def asking_clauses(message: str) -> tuple[str, ...]:
    """The clauses that ask, in order; the whole message where none does or there is only one clause."""
    clauses = [clause for clause in _BETWEEN.split(message) if clause]
    asking = tuple(clause for clause in clauses if len(clause) >= _SHORTEST and _ASKS.search(clause))
    return asking if asking and len(clauses) > 1 else (message,)


def asks(message: str) -> bool:
    """Whether any part of a message asks something; 我想问问低保 only names a subject."""
    return any(_ASKS.search(clause) for clause in _BETWEEN.split(message))
