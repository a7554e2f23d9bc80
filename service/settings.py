"""Every setting, declared once: name, type, default, one line of meaning. `docs/settings.md` is generated from here.

Each is read from an environment variable `ASSISTANT_<NAME>` or from a line of a file `.env`.
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of one deployment, frozen once read."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", frozen=True, extra="ignore")

    state_dir: Path = Field(Path("var"), description="Folder for the database, keys, models and logs.")
    models_dir: Path | None = Field(
        None, description="Folder of trained models; empty means `models` in the state folder."
    )
    database_url: str = Field("", description="Database; empty means SQLite in the state folder.")
    engine_database_url: str = Field("", description="The engine's own tracker database; empty means SQLite there too.")
    redis_url: str = Field("", description="Redis for the engine's conversation locks; empty means locks in memory.")

    host: str = Field("127.0.0.1", description="Address that the web chat, webhooks and console listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port of that address; the next free one when it is taken.")
    public_url: str = Field(
        "", description="Address as residents and providers see it, such as https://help.example.cn."
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="Addresses of proxies in front, comma-separated: whose X-Forwarded-For is believed."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    county: str = Field("example", description="County pack whose figures, offices and places are used.")
    staff_idle_minutes: float = Field(
        15, gt=0, description="Minutes after which an idle staff claim returns to the queue."
    )
    duty_hours: str = Field(
        "08:30-12:00,13:30-17:30",
        pattern=r"^\d\d:\d\d-\d\d:\d\d(,\d\d:\d\d-\d\d:\d\d)*$",
        description="Hours of a working day in which staff answer.",
    )
    on_call_file: Path | None = Field(
        None, description="YAML list of whom to call outside duty hours when somebody is in danger; empty: nobody."
    )
    on_call_minutes: float = Field(10, gt=0, description="Minutes without an answer after which the next is called.")
    hotline_police: str = Field("110", description="Number told in danger: police (公安报警).")
    hotline_fire: str = Field("119", description="Number told in a fire or collapse (消防救援).")
    hotline_ambulance: str = Field("120", description="Number told in illness or injury (医疗急救).")
    hotline_legal: str = Field("12348", description="Public legal services (公共法律服务热线).")
    hotline_women: str = Field("12338", description="Women's rights (妇女维权公益服务热线).")
    hotline_crisis: str = Field("12356", description="Psychological help (全国统一心理援助热线).")
    hotline_youth: str = Field("12355", description="Children and young people (青少年服务台, 共青团).")
    hotline_government: str = Field("12345", description="Government services (政务服务便民热线).")

    engine_python: Path = Field(
        Path(".venv-engine/bin/python"), description="Interpreter of the engine's environment (Python 3.10)."
    )
    engine_url: str = Field("", description="An engine that already runs; empty means one is started here.")
    engine_token: SecretStr = Field(
        SecretStr(""), description="Shared secret with the engine; empty means a random one."
    )
    engine_seconds: float = Field(15, gt=0, description="Seconds within which the engine must answer a turn.")
    turn_lease_seconds: float = Field(
        30, gt=0, description="Seconds a worker owns a conversation; must be longer than engine_seconds."
    )
    action_host: str = Field("127.0.0.1", description="Address of the action endpoint; never a public one.")
    action_port: int = Field(0, ge=0, le=65535, description="Port of the action endpoint; 0 means any free one.")
    action_token: SecretStr = Field(SecretStr(""), description="Shared secret of the action endpoint; empty: random.")

    workers: int = Field(4, ge=0, le=64, description="Turns taken side by side in this process; 0 for none.")
    dispatchers: int = Field(2, ge=0, le=64, description="Messages sent side by side in this process; 0 for none.")

    file_scanner: str = Field(
        "", description="Scanner that looks through residents' files, clamd://127.0.0.1:3310; empty means none."
    )
    files_kept_days: float = Field(365, gt=0, description="Days after which residents' files are erased.")

    twilio_account_sid: str = Field("", description="Twilio account; empty means no SMS by Twilio.")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Twilio's secret, which signs its requests.")
    twilio_timeout_seconds: float = Field(10, gt=0, description="Seconds within which Twilio must answer a send.")
    twilio_settle_seconds: float = Field(
        20, ge=0, description="Seconds after which Twilio's list shows a send that was cut off."
    )
    twilio_api_base: str = Field("", description="Another address of Twilio's API, for a carrier simulator.")

    twilio_carrier: Literal["open", "china"] = Field(
        "open",
        description="What Twilio's carrier asks for (channels/carriers.yml): open, or china for mainland numbers.",
    )
    twilio_templates: Path | None = Field(
        None,
        description="File of approved texts (YAML, or the filled-in list of `assistant templates`); with it no other "
        "text is sent by Twilio.",
    )
    twilio_messaging_services: str = Field(
        "", description="Messaging services by number, comma-separated: +85200000000=MG…; others send by themselves."
    )

    aliyun_access_key_id: str = Field("", description="Alibaba Cloud's key (AccessKey ID); empty means no SMS by it.")
    aliyun_access_key_secret: SecretStr = Field(SecretStr(""), description="The secret of that key.")
    aliyun_signature: str = Field("", description="The registered signature (短信签名) under which texts are sent.")
    aliyun_push_secret: SecretStr = Field(
        SecretStr(""), description="What stands as `?key=` in the addresses that Alibaba Cloud calls; required with it."
    )
    aliyun_templates: Path | None = Field(
        None,
        description="File of approved texts: YAML, template code to text with ${variables}, or the filled-in list of "
        "`assistant templates`.",
    )
    aliyun_timeout_seconds: float = Field(8, gt=0, description="Seconds within which Alibaba Cloud must answer a send.")
    aliyun_settle_seconds: float = Field(
        20, ge=0, description="Seconds after which its list of the day shows a send that was cut off."
    )
    aliyun_api_base: str = Field("", description="Another address of its API, for a carrier simulator.")

    telegram_token: SecretStr = Field(
        SecretStr(""), description="Token of the Telegram bot, as BotFather gave it; empty means no Telegram."
    )
    telegram_updates: Literal["auto", "webhook", "polling"] = Field(
        "auto", description="Whether Telegram calls us or we ask it; auto: it calls where the public address is https."
    )
    telegram_secret_token: SecretStr = Field(
        SecretStr(""), description="What Telegram sends with each update; empty: made from the bot's token."
    )
    telegram_timeout_seconds: float = Field(10, gt=0, description="Seconds within which Telegram must answer.")
    telegram_api_base: str = Field("", description="Another address of Telegram's Bot API.")

    @model_validator(mode="after")
    def _lease_outlasts_the_engine(self) -> Self:
        if self.turn_lease_seconds <= self.engine_seconds:
            raise ValueError(
                f"turn_lease_seconds ({self.turn_lease_seconds:g}) must be longer than engine_seconds "
                f"({self.engine_seconds:g}): a turn that still runs would be taken a second time"
            )
        return self

    @model_validator(mode="after")
    def _who_pushes_is_known(self) -> Self:
        if self.aliyun_access_key_id and len(self.aliyun_push_secret.get_secret_value()) < 16:
            raise ValueError(
                "aliyun_push_secret must have at least 16 characters: Alibaba Cloud signs nothing, so whoever knows "
                "the address could write in a resident's name"
            )
        return self

    def database_address(self) -> str:
        """The app's database, with the default spelled out."""
        return self.database_url or f"sqlite:///{self.state('assistant.db')}"

    def engine_database_address(self) -> str:
        """The engine's database, with the default spelled out."""
        return self.engine_database_url or f"sqlite:///{self.state('engine.db')}"

    def state(self, *parts: str) -> Path:
        """A path below the state folder (which lies in the project's folder unless it is absolute)."""
        return (ROOT / self.state_dir).joinpath(*parts)

    def engine_interpreter(self) -> Path:
        """The engine's Python, below the project's folder unless it is absolute."""
        return ROOT / self.engine_python
