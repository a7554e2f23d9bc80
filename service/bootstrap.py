"""Puts the parts together: every part is built here, once, and handed to those that need it.

Tests build the same thing and replace what they must: another clock, another engine, a crash at a boundary.
"""

import hashlib
import hmac
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from actions.case_news import CaseNews
from actions.rescue import while_waiting
from actions.services import Services
from actions.steps import Steps
from backoffice.console import ConsoleParts
from backoffice.console.labels import Labels
from backoffice.office import BackOffice
from backoffice.on_call import OnCall, load_roll
from bot.dialogue.texts import Texts
from bot.reading import flags_of, is_offered
from bot.turn import Engine, Turns
from bot.worker import Crew, WorkBell
from channels.aliyun_sms import AliyunSender, AliyunSettings
from channels.bell import Bell
from channels.carriers import carrier
from channels.dispatcher import Dispatcher
from channels.files.collector import Collector
from channels.files.scan import scanner_at
from channels.gateway import Gateway
from channels.port import FileSource, Sender
from channels.telegram import TelegramFiles, TelegramLine, TelegramSender
from channels.telegram_api import TelegramSettings
from channels.templates import Templates
from channels.twilio_sms import TwilioFiles, TwilioSender, TwilioSettings
from conversations import attachments, handoff
from conversations.permission import CarrierProfile
from conversations.turns import Limits
from knowledge import load_county
from nlu.labels import ACT_GLOSSES, MATTER_GLOSSES, TOPIC_GLOSSES, combination_fault
from nlu.normalise.script import traditional
from service.chores import Chore, Chores
from service.counties import look_in_the_state_folder
from service.desk import dialogue_settings, on_call_words
from service.settings import ROOT, Settings
from storage.clock import Clock, SystemClock, read_database_clock
from storage.database import Database
from vault.keys import KeyRing
from vault.vault import Vault

AtBoundary = Callable[[str], None]


@dataclass
class Assistant:
    """Everything that one process of the assistant has, except its listening sockets and its engine's process."""

    settings: Settings
    database: Database
    vault: Vault
    clock: Clock
    office: BackOffice
    texts: Texts
    steps: Steps
    gateway: Gateway
    turns: Turns
    turn_bell: WorkBell
    dispatcher: Dispatcher
    live: Bell
    case_news: CaseNews
    collector: Collector
    on_call: OnCall
    _crew: Crew | None = None
    _chores: Chores | None = None
    _no_more_sends: threading.Event = field(default_factory=threading.Event)
    _senders: list[threading.Thread] = field(default_factory=list)
    _no_more_questions: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to take turns, to send, and to do what is due."""
        self._crew = Crew("turn", self.turns.take_next, self.turn_bell, hands=self.settings.workers)
        self._crew.start()
        self._senders = [self._sender(n) for n in range(self.settings.dispatchers)]
        for sender in self._senders:
            sender.start()
        self._chores = Chores(self._duties())
        self._chores.start()
        threading.Thread(target=self.collector.run, args=(self._no_more_questions,), name="files", daemon=True).start()
        telegram = telegram_settings(self.settings, self.texts)
        if telegram is not None:
            line = TelegramLine(telegram, self.gateway, telegram_calls_at(self.settings))
            threading.Thread(target=line.run, args=(self._no_more_questions,), name="telegram", daemon=True).start()

    def _sender(self, n: int) -> threading.Thread:
        return threading.Thread(target=self.dispatcher.run, args=(self._no_more_sends,), name=f"send-{n}", daemon=True)

    def stop(self) -> None:
        """Finish what is in hand and close what is open."""
        self.live.close()
        self._no_more_questions.set()
        self.collector.wake()
        self._no_more_sends.set()
        self.dispatcher.wake()
        if self._crew is not None:
            self._crew.stop()
        for sender in self._senders:
            sender.join(5)
        if self._chores is not None:
            self._chores.stop()
        self.database.dispose()

    def database_answers(self) -> bool:
        """Whether the database can be read."""
        with self.database.read() as c:
            return read_database_clock(c) > 0

    def staff_name(self, staff_id: str) -> str:
        """How residents see a member of staff: the family name and their office, never an account."""
        with self.database.read() as c:
            name = self.office.staff.names(c).get(staff_id, "")
        posts = {self.office.roles.label(role) for role in self.office.roles.all()}
        return f"{name[:1]}老师" if name and name not in posts else "工作人员"

    def console_parts(self, public_url: str) -> ConsoleParts:
        """What the pages of staff are put together from."""
        return ConsoleParts(
            database=self.database,
            vault=self.vault,
            clock=self.clock,
            office=self.office,
            county_zh=load_county(self.settings.county).label_zh,
            labels=Labels(ACT_GLOSSES, TOPIC_GLOSSES, MATTER_GLOSSES, combination_fault),
            public_url=public_url,
            wake_worker=self.turn_bell.ring,
            wake_dispatcher=self.dispatcher.wake,
            live=self.live,
            tell_of_case=self.case_news.tell,
            ask_for_papers=self.case_news.ask_for_papers,
        )

    def _duties(self) -> list[Chore]:
        return [
            Chore("return idle claims", 30.0, self._return_idle),
            Chore("call who is on call", 15.0, self._call_for_help),
            Chore("erase what is past its time", 3600.0, self._sweep),
        ]

    def _return_idle(self) -> None:
        idle = self.settings.staff_idle_minutes * 60
        with self.database.write() as c:
            returned = handoff.return_idle(c, self.vault, idle=idle, notice=self.texts.say("handoff.idle"))
        if returned:
            self.dispatcher.wake()

    def _call_for_help(self) -> None:
        with self.database.write() as c:
            queued = self.on_call.look(c)
        if queued:
            self.dispatcher.wake()

    def _sweep(self) -> None:
        with self.database.write() as c:
            self.office.retention.sweep(c)
            attachments.forget_older(c, seconds=self.settings.files_kept_days * 24 * 3600)


def build(
    settings: Settings,
    engine: Engine,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    vault: Vault | None = None,
    at_boundary: AtBoundary = lambda name: None,
) -> Assistant:
    """Build one assistant from its settings; nothing runs until `start`."""
    look_in_the_state_folder(settings)
    clock = clock or SystemClock()
    database = database or Database(settings.database_address())
    vault = vault or Vault(KeyRing.load(settings.state("keys.json")))
    office, texts = BackOffice.open(vault, clock), Texts.load()
    dialogue = dialogue_settings(settings)
    services = Services(vault, clock, office, texts, dialogue)
    steps = Steps(database, services, at_boundary=at_boundary)
    turn_bell, live = WorkBell(), Bell()
    dispatcher = Dispatcher(
        database,
        vault,
        _senders(settings, texts),
        profiles=_profiles(settings),
        approved=_approved(settings),
        traditional=traditional,
        bell=live,
        at_boundary=at_boundary,
    )

    def said(conversation_id: str) -> None:
        live.ring(conversation_id)
        dispatcher.wake()

    collector = Collector(
        database,
        vault,
        _file_sources(settings, texts),
        scanner_at(settings.file_scanner),
        words=lambda fate: texts.say(f"file.{fate}"),
        said=said,
    )

    on_call = OnCall(
        vault,
        office.alarms,
        load_roll(ROOT / settings.on_call_file) if settings.on_call_file else (),
        on_call_words(texts, dialogue.hotlines),
        on_duty=lambda: services.on_duty,
        minutes=settings.on_call_minutes,
    )
    gateway = Gateway(
        database,
        vault,
        flags_of=flags_of,
        is_offered=is_offered,
        waited_for=lambda danger: while_waiting(texts, dialogue.hotlines, danger),
        reply_to_call=on_call.reply_to,
        wake_worker=turn_bell.ring,
        wake_dispatcher=dispatcher.wake,
        wake_collector=collector.wake,
        at_boundary=at_boundary,
    )
    turns = Turns(
        database,
        vault,
        engine,
        steps,
        clock,
        late=texts.say("late.sorry", government=dialogue.hotlines.government),
        limits=Limits(lease=settings.turn_lease_seconds),
        after_close=dispatcher.wake,
        at_boundary=at_boundary,
    )
    return Assistant(
        settings,
        database,
        vault,
        clock,
        office,
        texts,
        steps,
        gateway,
        turns,
        turn_bell,
        dispatcher,
        live,
        CaseNews(services),
        collector,
        on_call,
    )


def twilio_settings(settings: Settings) -> TwilioSettings | None:
    """Twilio's part of the settings, or None when no account is named."""
    if not settings.twilio_account_sid:
        return None
    return TwilioSettings(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        public_url=settings.public_url,
        api_base=settings.twilio_api_base or None,
        services=_services(settings.twilio_messaging_services),
        timeout=settings.twilio_timeout_seconds,
        settle=settings.twilio_settle_seconds,
    )


def _services(written: str) -> dict[str, str]:
    """`+852…=MG…,+86…=MG…` as numbers with their messaging services."""
    pairs = (pair.partition("=") for pair in written.split(",") if pair.strip())
    return {number.strip(): service.strip() for number, _, service in pairs}


def aliyun_settings(settings: Settings) -> AliyunSettings | None:
    """Alibaba Cloud's part of the settings, or None when no key is named.

    Raises:
        TemplateFileError: the file of approved texts cannot be used.
    """
    if not settings.aliyun_access_key_id:
        return None
    approved = settings.aliyun_templates
    return AliyunSettings(
        access_key_id=settings.aliyun_access_key_id,
        access_key_secret=settings.aliyun_access_key_secret.get_secret_value(),
        signature=settings.aliyun_signature,
        push_secret=settings.aliyun_push_secret.get_secret_value(),
        templates=Templates.load(ROOT / approved) if approved else Templates({}),
        api_base=settings.aliyun_api_base or None,
        timeout=settings.aliyun_timeout_seconds,
        settle=settings.aliyun_settle_seconds,
    )


def telegram_settings(settings: Settings, texts: Texts) -> TelegramSettings | None:
    """Telegram's part of the settings, or None when no bot is named."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    made = hmac.new(token.encode(), b"secret token of the webhook", hashlib.sha256).hexdigest()
    return TelegramSettings(
        token=token,
        secret_token=settings.telegram_secret_token.get_secret_value() or made,
        private_only=texts.say("group.private_only").text,
        api_base=settings.telegram_api_base or None,
        timeout=settings.telegram_timeout_seconds,
    )


def telegram_calls_at(settings: Settings) -> str | None:
    """The address at which Telegram calls us; None where we ask it."""
    calls = settings.telegram_updates == "webhook" or (
        settings.telegram_updates == "auto" and settings.public_url.startswith("https://")
    )
    return settings.public_url if calls else None


def _profiles(settings: Settings) -> dict[str, CarrierProfile]:
    return {
        "twilio": carrier(settings.twilio_carrier),
        "aliyun": carrier("aliyun"),
        "telegram": carrier("telegram"),
    }


def _approved(settings: Settings) -> dict[str, Templates]:
    """The texts of carriers that take no others, for each channel that has one."""
    files = {"twilio": settings.twilio_templates, "aliyun": settings.aliyun_templates}
    return {channel: Templates.load(ROOT / file) for channel, file in files.items() if file is not None}


def _file_sources(settings: Settings, texts: Texts) -> list[FileSource]:
    twilio, telegram = twilio_settings(settings), telegram_settings(settings, texts)
    sources: list[FileSource | None] = [
        TwilioFiles(twilio) if twilio else None,
        TelegramFiles(telegram) if telegram else None,
    ]
    return [source for source in sources if source is not None]


def _senders(settings: Settings, texts: Texts) -> list[Sender]:
    twilio, aliyun = twilio_settings(settings), aliyun_settings(settings)
    telegram = telegram_settings(settings, texts)
    senders: list[Sender | None] = [
        TwilioSender(twilio) if twilio else None,
        AliyunSender(aliyun) if aliyun else None,
        TelegramSender(telegram) if telegram else None,
    ]
    return [sender for sender in senders if sender is not None]
