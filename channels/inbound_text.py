"""What may be in a message that comes in: every character but those that no database and no phone can hold."""

#: Characters of one message; a page says so before it is sent, a provider's longest is 1,600.
MAX_CHARACTERS = 4096


def clean_text(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses, and with halves of surrogate pairs replaced by `�`."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
