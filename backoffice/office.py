"""The services of the back office, put together."""

from dataclasses import dataclass

from argon2 import PasswordHasher

from backoffice.alarms import Alarms
from backoffice.audit import Audit
from backoffice.canned_replies import CannedReplies
from backoffice.card_desk import CardDesk
from backoffice.cards import Cards
from backoffice.case_events import CaseEvents
from backoffice.case_file import CaseFiles
from backoffice.cases import Cases
from backoffice.casework import Casework
from backoffice.conflicts import Conflicts
from backoffice.drafts import Drafts
from backoffice.joint_matters import JointMatters
from backoffice.link_codes import LinkCodes
from backoffice.links import Links
from backoffice.notes import Notes
from backoffice.papers import Papers
from backoffice.process import Processes, WorkingDays
from backoffice.queue import Queue
from backoffice.reception import Reception
from backoffice.retention import Retention
from backoffice.roles import Roles
from backoffice.sign_in import SignInLimits, StaffSessions
from backoffice.staff import StaffAccounts
from backoffice.stations import Stations
from backoffice.unclear_messages import UnclearMessages
from backoffice.working_days import end_of_limit
from storage.clock import Clock
from vault.vault import Vault


@dataclass(frozen=True)
class BackOffice:
    """Everything that was promised to residents, and the people and rules that keep the promises."""

    audit: Audit
    drafts: Drafts
    cases: Cases
    casework: Casework
    reception: Reception
    queue: Queue
    cards: Cards
    links: Links
    link_codes: LinkCodes
    card_desk: CardDesk
    joint_matters: JointMatters
    conflicts: Conflicts
    stations: Stations
    staff: StaffAccounts
    sessions: StaffSessions
    notes: Notes
    papers: Papers
    canned_replies: CannedReplies
    unclear_messages: UnclearMessages
    retention: Retention
    alarms: Alarms
    processes: Processes
    roles: Roles

    @classmethod
    def open(
        cls,
        vault: Vault,
        clock: Clock,
        *,
        working_days: WorkingDays = end_of_limit,
        limits: SignInLimits | None = None,
        hasher: PasswordHasher | None = None,
    ) -> "BackOffice":
        """Put the services together; the room's data files are read now, the database is not touched.

        Args:
            working_days: the end of a limit of so many working days.
            limits: patience of sign-in.
            hasher: argon2 with other costs than its own defaults.
        """
        audit, roles, processes = Audit(clock), Roles.load(), Processes.load()
        drafts = Drafts(vault, clock, audit)
        cases = Cases(vault, clock, drafts, audit, processes, working_days)
        staff = StaffAccounts(clock, audit, roles, hasher)
        notes = Notes(vault, clock, audit, roles)
        links = Links(clock, audit, drafts)
        files = CaseFiles(vault, drafts, cases, notes, audit, roles, processes, staff, links)
        cards = Cards(vault, clock, audit)
        events, alarms = CaseEvents(vault, clock), Alarms(audit)
        papers = Papers(clock, drafts, cases, events, audit, roles)
        conflicts = Conflicts(vault, staff)
        casework = Casework(clock, drafts, cases, files, notes, events, audit, roles, processes, staff, working_days)
        return cls(
            audit=audit,
            drafts=drafts,
            cases=cases,
            casework=casework,
            reception=Reception(vault, drafts, cases, casework, notes, audit, roles, staff, alarms),
            links=links,
            link_codes=LinkCodes(vault, clock, audit, links),
            queue=Queue(clock, roles, processes, conflicts),
            conflicts=conflicts,
            joint_matters=JointMatters(clock, audit, cases, drafts),
            cards=cards,
            stations=Stations(audit),
            card_desk=CardDesk(vault, clock, audit, cards),
            staff=staff,
            sessions=StaffSessions(vault, clock, audit, limits, hasher),
            notes=notes,
            papers=papers,
            canned_replies=CannedReplies(audit, roles),
            unclear_messages=UnclearMessages(vault, clock, audit, roles),
            retention=Retention(clock, drafts),
            alarms=alarms,
            processes=processes,
            roles=roles,
        )
