"""Which channels a deployment has, as its settings say it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot.dialogue.texts import Texts
from channels.errors import TemplateFileError
from service.bootstrap import aliyun_settings, telegram_calls_at, telegram_settings, twilio_settings
from service.settings import Settings

TEXTS = Texts.load()
BOT = SecretStr("4200:the-bots-secret")


def chosen(**settings: Any) -> Settings:
    return Settings(_env_file=None, **settings)  # type: ignore[call-arg]


def test_a_deployment_that_names_no_provider_has_none() -> None:
    settings = chosen()
    assert (twilio_settings(settings), aliyun_settings(settings), telegram_settings(settings, TEXTS)) == (None,) * 3


CALLS: dict[str, tuple[dict[str, Any], str | None]] = {
    "a laptop": ({}, None),
    "a laptop with an address of its own": ({"public_url": "http://10.0.0.5:8000"}, None),
    "a public address": ({"public_url": "https://help.example.cn"}, "https://help.example.cn"),
    "a public address, but we would rather ask": (
        {"public_url": "https://help.example.cn", "telegram_updates": "polling"},
        None,
    ),
    "a stub that calls without TLS": (
        {"public_url": "http://127.0.0.1:8000", "telegram_updates": "webhook"},
        "http://127.0.0.1:8000",
    ),
}


@pytest.mark.parametrize(("settings", "address"), CALLS.values(), ids=CALLS)
def test_telegram_calls_where_it_can_and_is_asked_elsewhere(settings: dict[str, Any], address: str | None) -> None:
    assert telegram_calls_at(chosen(**settings)) == address


def test_telegrams_secret_is_made_from_the_token_and_does_not_show_it() -> None:
    made = telegram_settings(chosen(telegram_token=BOT), TEXTS)
    again = telegram_settings(chosen(telegram_token=BOT), TEXTS)
    other = telegram_settings(chosen(telegram_token=SecretStr("4200:another")), TEXTS)
    named = telegram_settings(chosen(telegram_token=BOT, telegram_secret_token=SecretStr("named")), TEXTS)
    assert made
    assert again
    assert other
    assert named
    assert made.secret_token == again.secret_token != other.secret_token
    assert "the-bots-secret" not in made.secret_token
    assert made.secret_token.isalnum(), "Telegram takes letters, digits, _ and - only"
    assert len(made.secret_token) <= 256
    assert (named.secret_token, named.bot_id) == ("named", "4200")


@pytest.mark.parametrize("secret", ["", "short"])
def test_alibaba_cloud_is_not_used_without_a_secret_in_its_addresses(secret: str) -> None:
    with pytest.raises(ValidationError, match="signs nothing"):
        chosen(aliyun_access_key_id="k", aliyun_push_secret=SecretStr(secret))


def test_a_file_of_approved_texts_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    settings = chosen(
        aliyun_access_key_id="k",
        aliyun_push_secret=SecretStr("a-push-secret-of-ours"),
        aliyun_templates=tmp_path / "nowhere.yml",
    )
    with pytest.raises(TemplateFileError, match=r"nowhere\.yml"):
        aliyun_settings(settings)


SERVICES = {
    "": {},
    "+85200000000=MG1": {"+85200000000": "MG1"},
    " +85200000000 = MG1 , +85211111111=MG2,": {"+85200000000": "MG1", "+85211111111": "MG2"},
}


@pytest.mark.parametrize(("written", "services"), SERVICES.items())
def test_messaging_services_are_named_by_their_numbers(written: str, services: dict[str, str]) -> None:
    settings = twilio_settings(chosen(twilio_account_sid="AC1", twilio_messaging_services=written))
    assert settings is not None
    assert settings.services == services
