"""Puts the parts together: every part is built here, once, and handed to those that need it.

Tests build the same thing and replace what they must: another clock, another engine, a crash at a boundary.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from actions.services import Services
from actions.steps import Steps
from backoffice.console import ConsoleParts
from backoffice.console.labels import Labels
from backoffice.office import BackOffice
from bot.dialogue.texts import Texts
from bot.reading import flags_of
from bot.turn import Engine, Turns
from bot.worker import Crew, WorkBell
from channels.bell import Bell
from channels.dispatcher import Dispatcher
from channels.gateway import Gateway
from channels.port import Sender
from channels.twilio_sms import TwilioSender, TwilioSettings
from conversations import handoff
from conversations.turns import Limits
from knowledge import load_county
from nlu.labels import ACT_GLOSSES, MATTER_GLOSSES, TOPIC_GLOSSES, combination_fault
from service.chores import Chore, Chores
from service.desk import dialogue_settings
from service.settings import Settings
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
    _crew: Crew | None = None
    _chores: Chores | None = None
    _no_more_sends: threading.Event = field(default_factory=threading.Event)
    _senders: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to take turns, to send, and to do what is due."""
        self._crew = Crew("turn", self.turns.take_next, self.turn_bell, hands=self.settings.workers)
        self._crew.start()
        self._senders = [self._sender(n) for n in range(self.settings.dispatchers)]
        for sender in self._senders:
            sender.start()
        self._chores = Chores(self._duties())
        self._chores.start()

    def _sender(self, n: int) -> threading.Thread:
        return threading.Thread(target=self.dispatcher.run, args=(self._no_more_sends,), name=f"send-{n}", daemon=True)

    def stop(self) -> None:
        """Finish what is in hand and close what is open."""
        self.live.close()
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
        )

    def _duties(self) -> list[Chore]:
        return [
            Chore("return idle claims", 30.0, self._return_idle),
            Chore("erase what is past its time", 3600.0, self._sweep),
        ]

    def _return_idle(self) -> None:
        idle = self.settings.staff_idle_minutes * 60
        with self.database.write() as c:
            returned = handoff.return_idle(c, self.vault, idle=idle, notice=self.texts.say("handoff.idle"))
        if returned:
            self.dispatcher.wake()

    def _sweep(self) -> None:
        with self.database.write() as c:
            self.office.retention.sweep(c)


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
    clock = clock or SystemClock()
    database = database or Database(settings.database_address())
    vault = vault or Vault(KeyRing.load(settings.state("keys.json")))
    office, texts = BackOffice.open(vault, clock), Texts.load()
    dialogue = dialogue_settings(settings)
    steps = Steps(database, Services(vault, clock, office, texts, dialogue), at_boundary=at_boundary)
    turn_bell, live = WorkBell(), Bell()
    dispatcher = Dispatcher(database, vault, _senders(settings), bell=live, at_boundary=at_boundary)
    gateway = Gateway(
        database,
        vault,
        flags_of=flags_of,
        wake_worker=turn_bell.ring,
        wake_dispatcher=dispatcher.wake,
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
        settings, database, vault, clock, office, texts, steps, gateway, turns, turn_bell, dispatcher, live
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
        timeout=settings.twilio_timeout_seconds,
        settle=settings.twilio_settle_seconds,
    )


def _senders(settings: Settings) -> list[Sender]:
    twilio = twilio_settings(settings)
    return [TwilioSender(twilio)] if twilio else []
