"""Logs: one line an event, to a file in the state folder; warnings to the terminal too; never a personal number."""

import logging
import logging.handlers
import sys

from nlu.personal_numbers import replace_personal_numbers
from service.settings import Settings

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
#: Libraries that tell every request at INFO.
_TALKATIVE = ("httpx", "httpcore", "uvicorn.access", "alembic", "twilio.http_client", "telegram", "rasa_sdk")


class NoPersonalNumbers(logging.Filter):
    """Replaces identity, phone and bank numbers in whatever is about to be logged, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the numbers."""
        text = record.getMessage()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _without_numbers(record.exc_text)
        record.msg, record.args = _without_numbers(text), None
        return True


def _without_numbers(text: str) -> str:
    return replace_personal_numbers(text, lambda number: f"[{number.kind}]")


def configure_logs(settings: Settings) -> None:
    """Set the root logger up once, for this process."""
    folder = settings.state("log")
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / "assistant.log", maxBytes=20_000_000, backupCount=5, encoding="utf-8"
    )
    terminal = logging.StreamHandler(sys.stderr)
    terminal.setLevel(logging.WARNING)
    root = logging.getLogger()
    root.setLevel(settings.log_level)
    for handler in (file, terminal):
        handler.setFormatter(logging.Formatter(FORMAT))
        handler.addFilter(NoPersonalNumbers())
        root.addHandler(handler)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
