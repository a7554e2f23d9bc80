"""What the engine writes to its log: one line an event, never a resident's words.

Rasa logs the text of messages at debug level, through a logger of its own (structlog) that prints everything until it
is told otherwise. Both loggers get the same level here, and it is never debug.
"""

import logging

import structlog

from engine.errors import SettingsError

LEVELS = ("INFO", "WARNING", "ERROR")


def configure_logs(level: str) -> None:
    """Send events of this level and above to standard error.

    Raises:
        SettingsError: for debug and unknown levels.
    """
    if level not in LEVELS:
        raise SettingsError("ENGINE_LOG_LEVEL", f"must be one of {', '.join(LEVELS)}; debug would log residents' words")
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)))
    for chatty in ("apscheduler", "aiohttp.access", "sanic.access", "rasa"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)  # of old libraries, about older ones
