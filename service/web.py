"""The public origin: web chat, providers' webhooks, the staff console, cards, and what operators ask."""

from collections.abc import Mapping

from fastapi import APIRouter, FastAPI

from backoffice.console import console_router
from channels.aliyun_sms import AliyunWebhook
from channels.files.scan import scanner_at
from channels.port import Webhook
from channels.telegram import TelegramWebhook
from channels.twilio_sms import TwilioWebhook
from channels.web_chat import WebChatSettings, web_chat_router
from channels.webhook import webhook_router
from knowledge import load_county
from service.bootstrap import Assistant, aliyun_settings, telegram_settings, twilio_settings
from service.health import Check, health_router


def public_app(assistant: Assistant, public_url: str, checks: Mapping[str, Check]) -> FastAPI:
    """Everything that stands on the public origin; the engine and its action endpoint never do."""
    app = FastAPI(
        title="社会救助与法律援助助手",
        description="Assistance by chat and SMS",
        version="0.1.0",
        docs_url=None,
        redoc_url=None,
    )
    for webhook in _webhooks(assistant):  # first, because addresses are tried in order and providers wait
        app.include_router(webhook_router(webhook, assistant.gateway))
    app.include_router(_web_chat(assistant, public_url))
    app.include_router(console_router(assistant.console_parts(public_url)))
    app.include_router(health_router(assistant.database, checks))
    return app


def _webhooks(assistant: Assistant) -> list[Webhook]:
    """What providers call, for each provider that the settings name."""
    twilio, aliyun = twilio_settings(assistant.settings), aliyun_settings(assistant.settings)
    telegram = telegram_settings(assistant.settings, assistant.texts)
    webhooks: list[Webhook | None] = [
        TwilioWebhook(twilio) if twilio else None,
        AliyunWebhook(aliyun) if aliyun else None,
        TelegramWebhook(telegram) if telegram else None,
    ]
    return [webhook for webhook in webhooks if webhook is not None]


def _web_chat(assistant: Assistant, public_url: str) -> APIRouter:
    county = load_county(assistant.settings.county)
    settings = WebChatSettings(county=county.label_zh, public_url=public_url)
    return web_chat_router(
        assistant.database,
        assistant.vault,
        assistant.gateway,
        assistant.live,
        settings,
        staff_name=assistant.staff_name,
        scanner=scanner_at(assistant.settings.file_scanner),
    )
