"""The `assistant` command. Each subcommand is one function below; `assistant --help` lists them from here."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from backoffice.errors import BackOfficeError
from bot.errors import BotError
from conversations.errors import ConversationError
from knowledge.errors import KnowledgeError
from nlu.errors import NluError
from registers.errors import RegisterError
from service.commands import (
    chat,
    county,
    doctor,
    evaluate,
    migrate,
    parse,
    run,
    screen,
    serve,
    simulate,
    situation,
    staff,
    stations,
    sweep,
    templates,
    train,
    transcript,
    understand,
)
from service.errors import ServiceError
from storage.errors import StorageError
from vault.errors import VaultError

#: Errors whose message says what happened and what to do; anything else is a defect and shows its traceback.
EXPLAINED = (
    ServiceError,
    StorageError,
    VaultError,
    ConversationError,
    BackOfficeError,
    BotError,
    KnowledgeError,
    NluError,
    RegisterError,
)

COMMANDS = (
    run,
    serve,
    chat,
    understand,
    parse,
    screen,
    sweep,
    simulate,
    situation,
    transcript,
    evaluate,
    train,
    migrate,
    staff,
    stations,
    templates,
    county,
    doctor,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; 0 when it went well, 1 with a clear word when not, 2 for wrong words on the line."""
    parser = argparse.ArgumentParser(
        prog="assistant", description="社会救助与法律援助助手 · assistance by chat and SMS"
    )
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subcommands)
    chosen = parser.parse_args(arguments)
    execute: Callable[[argparse.Namespace], int] = chosen.execute
    try:
        return execute(chosen)
    except EXPLAINED as error:
        print(f"assistant: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except FileNotFoundError as error:
        print(f"assistant: no such file: {Path(error.filename)}", file=sys.stderr)
        return 1
    except (IsADirectoryError, PermissionError) as error:
        print(f"assistant: {error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 1
