"""Looks a deployment over and says, for each finding, what to do about it. Changes nothing."""

import socket
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from backoffice.errors import OnCallFileError
from backoffice.on_call import load_roll
from bot.dialogue.texts import Texts
from bot.engine_client import EngineClient
from channels.errors import TemplateFileError
from conversations.tables import inbox, outbox
from knowledge import counties, is_working_day
from knowledge.errors import KnowledgeError
from service.bootstrap import aliyun_settings
from service.counties import look_in_the_state_folder
from service.migrate import alembic_config
from service.model import model_path
from service.settings import ROOT, Settings
from storage.clock import Clock
from storage.database import Database
from vault.errors import VaultError
from vault.keys import KeyRing

Level = Literal["ok", "warning", "problem"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do."""

    level: Level
    what: str
    remedy: str = ""


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Every finding, good ones included, in the order in which a deployment is put together."""
    for look in (
        _engine_environment,
        _keys,
        _database,
        _model,
        _engine,
        _county,
        _public_url,
        _twilio,
        _aliyun,
        _telegram,
        _on_call,
    ):
        yield from look(settings)
    yield from _calendar(clock)


def _engine_environment(settings: Settings) -> Iterator[Finding]:
    python = settings.engine_interpreter()
    if settings.engine_url:
        return
    try:
        told = subprocess.run([str(python), "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        yield Finding("problem", f"The engine's Python {python} does not run.", "Run `make run` once: it sets it up.")
        return
    good = told.startswith("Python 3.10.")
    remedy = "" if good else "Rasa 3.6 takes Python 3.10 at most: remove .venv-engine and run `make run`."
    yield Finding("ok" if good else "problem", f"The engine's environment has {told.strip()}.", remedy)


def _keys(settings: Settings) -> Iterator[Finding]:
    path = settings.state("keys.json")
    try:
        ring = KeyRing.load(path)
    except VaultError as error:
        yield Finding("problem", str(error), "On a first start `assistant run` makes them; later restore your backup.")
        return
    readable = stat.S_IMODE(path.stat().st_mode) & 0o077
    if readable:
        yield Finding("problem", f"Others on this machine can read {path}.", f"chmod 600 {path}")
    yield Finding(
        "warning",
        f"{len(ring.keys)} key(s) in {path}. Whoever loses them loses every stored message and application.",
        "Keep a copy of this file somewhere else, apart from the database's backup.",
    )


def _database(settings: Settings) -> Iterator[Finding]:
    database = Database(settings.database_address())
    name = database.url.render_as_string(hide_password=True)
    try:
        with database.engine.connect() as c:
            have = MigrationContext.configure(c).get_current_revision()
        newest = ScriptDirectory.from_config(alembic_config(database)).get_current_head()
        if have != newest:
            yield Finding("problem", f"{name} is at revision {have}, the program at {newest}.", "assistant migrate")
            return
        yield Finding("ok", f"{name} answers and is at the newest revision.")
        yield from _left_over(database)
    except SQLAlchemyError as error:
        remedy = "Check ASSISTANT_DATABASE_URL, and that the database server runs."
        yield Finding("problem", f"{name} cannot be used: {type(error).__name__}.", remedy)
    finally:
        database.dispose()


def _left_over(database: Database) -> Iterator[Finding]:
    with database.read() as c:
        dead = c.scalar(select(func.count()).where(inbox.c.state == "dead")) or 0
        doubtful = c.scalar(select(func.count()).where(outbox.c.state.in_(("uncertain", "failed")))) or 0
    if dead or doubtful:
        what = f"{dead} message(s) that no turn could answer, {doubtful} that could not be sent for certain."
        yield Finding("warning", what, "They stand in the staff's queue: answer or send them again there.")


def _model(settings: Settings) -> Iterator[Finding]:
    if settings.engine_url:
        return
    path = model_path(settings)
    if path.exists():
        yield Finding("ok", f"The model {path.name} was trained from the present data.")
    else:
        yield Finding("problem", "There is no model for the present training data and rules.", "assistant train")


def _engine(settings: Settings) -> Iterator[Finding]:
    if not settings.engine_url:
        return
    client = EngineClient(settings.engine_url, settings.engine_token.get_secret_value())
    if client.ready():
        yield Finding("ok", f"The engine at {settings.engine_url} takes turns.")
    else:
        remedy = "Start it, or check ASSISTANT_ENGINE_URL."
        yield Finding("problem", f"The engine at {settings.engine_url} does not answer.", remedy)
    client.close()


def _county(settings: Settings) -> Iterator[Finding]:
    look_in_the_state_folder(settings)
    if settings.county not in counties():
        have = ", ".join(counties())
        yield Finding(
            "problem", f"There is no county pack '{settings.county}' (there are: {have}).", "ASSISTANT_COUNTY=…"
        )
    elif settings.county == "example":
        yield Finding(
            "warning",
            "The example county's figures are invented.",
            "Fill in your county's before residents use it: assistant county template -o county.xlsx",
        )
    else:
        yield Finding("ok", f"County pack '{settings.county}'.")


def _calendar(clock: Clock) -> Iterator[Finding]:
    ahead = clock.now().date() + timedelta(days=45)
    try:
        is_working_day(ahead)
    except KnowledgeError as error:
        yield Finding("warning", str(error), f"Add the State Council's holiday table of {ahead.year}.")


def _public_url(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.public_url)
    if not settings.public_url:
        if settings.host not in ("127.0.0.1", "localhost", "::1"):
            yield Finding(
                "problem", "Listening beyond this machine without a public address.", "ASSISTANT_PUBLIC_URL=https://…"
            )
        return
    if url.scheme != "https" and url.hostname not in ("127.0.0.1", "localhost"):
        yield Finding(
            "problem", f"{settings.public_url} is not https: messages could be read on the way.", "Use https."
        )
    elif url.scheme == "https" and url.hostname:
        yield _certificate(url.hostname, url.port or 443)


def _certificate(host: str, port: int) -> Finding:
    try:
        with socket.create_connection((host, port), timeout=5) as plain:
            ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    except OSError as error:
        return Finding(
            "warning",
            f"https://{host}:{port} could not be reached from here ({type(error).__name__}).",
            "Check the proxy and its certificate.",
        )
    return Finding("ok", f"https://{host}:{port} has a certificate that is trusted.")


def _twilio(settings: Settings) -> Iterator[Finding]:
    if not settings.twilio_account_sid:
        if not settings.aliyun_access_key_id:
            remedy = "ASSISTANT_TWILIO_ACCOUNT_SID and …_AUTH_TOKEN, or ASSISTANT_ALIYUN_ACCESS_KEY_ID and its others."
            yield Finding("warning", "No SMS: no account is named.", remedy)
        return
    if not settings.twilio_auth_token.get_secret_value():
        yield Finding(
            "problem", "Twilio's secret is missing: its requests cannot be checked.", "ASSISTANT_TWILIO_AUTH_TOKEN"
        )
    if not settings.public_url:
        yield Finding(
            "problem", "Twilio signs over the public address, which is not set.", "ASSISTANT_PUBLIC_URL=https://…"
        )


def _aliyun(settings: Settings) -> Iterator[Finding]:
    if not settings.aliyun_access_key_id:
        return
    if not settings.aliyun_signature:
        yield Finding("problem", "Alibaba Cloud sends nothing without a signature.", "ASSISTANT_ALIYUN_SIGNATURE=…")
    try:
        approved = aliyun_settings(settings)
    except TemplateFileError as error:
        yield Finding("problem", str(error), "Correct the file that ASSISTANT_ALIYUN_TEMPLATES names.")
    else:
        code = Texts.load().say("link.code", code="123456").text
        if settings.aliyun_templates is not None and approved is not None and not approved.templates.find(code):
            remedy = "Have link.code of bot/dialogue/responses/linking.yml approved and list it with the others."
            yield Finding("warning", "No one-time code reaches a telephone: its text is not approved.", remedy)
    if settings.aliyun_templates is None:
        remedy = "List the approved texts in a file and name it: ASSISTANT_ALIYUN_TEMPLATES=…"
        yield Finding("problem", "Alibaba Cloud sends approved texts only, and none is named.", remedy)


def _telegram(settings: Settings) -> Iterator[Finding]:
    if not settings.telegram_token.get_secret_value():
        return
    if settings.telegram_updates == "webhook" and not settings.public_url.startswith("https://"):
        yield Finding(
            "problem", "Telegram calls https addresses only.", "ASSISTANT_PUBLIC_URL=https://…, or …_UPDATES=polling."
        )


def _on_call(settings: Settings) -> Iterator[Finding]:
    """Somebody must be called for danger at night, by a channel that can send."""
    if settings.on_call_file is None:
        yield Finding(
            "warning",
            "Nobody is on call: danger outside duty hours waits for the morning.",
            "Name a list of people in ASSISTANT_ON_CALL_FILE (docs/safety.md).",
        )
        return
    try:
        roll = load_roll(ROOT / settings.on_call_file)
    except OnCallFileError as fault:
        yield Finding("problem", str(fault), "Write it as docs/safety.md shows.")
        return
    sends = {
        "twilio": bool(settings.twilio_account_sid),
        "aliyun": bool(settings.aliyun_access_key_id),
        "telegram": bool(settings.telegram_token.get_secret_value()),
    }
    for channel in sorted({person.channel for person in roll if not sends.get(person.channel)}):
        yield Finding("problem", f"People on call are called by {channel}, which is not set up.", "Set it up first.")
    if roll:
        yield Finding("ok", f"{len(roll)} people are on call outside duty hours.")


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing stands in the way of serving residents."""
    return all(finding.level != "problem" for finding in findings)
