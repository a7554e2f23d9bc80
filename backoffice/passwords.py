"""Passwords of staff: drawing one that can be read aloud, and refusing one that can be guessed."""

import secrets

from backoffice.errors import WeakPassword

MIN_LENGTH = 10

#: Characters that cannot be mistaken for one another when handwritten.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def draw_password() -> str:
    """Four groups of four characters, about 79 bits: `m3xk-7pqa-…`."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_strength(password: str, username: str) -> None:
    """Go on only with a password that is long and not plain.

    Raises:
        WeakPassword: it is short, holds the user name, or repeats few characters.
    """
    if len(password) < MIN_LENGTH:
        raise WeakPassword(f"新密码至少要 {MIN_LENGTH} 个字符。")
    if username.lower() in password.lower():
        raise WeakPassword("新密码不能包含用户名。")
    if len(set(password)) < 5 or password.isdigit():
        raise WeakPassword("新密码太简单，请混合使用字母和数字。")
