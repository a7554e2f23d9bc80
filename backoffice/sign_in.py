"""Signing in: passwords checked outside any transaction, tries counted before they are checked, sessions.

A try is written down as failed before the hash is computed, so that guesses made at the same moment cannot slip past
the limit, and turned into a success afterwards. The session's token is kept as a hash; its CSRF token is derived
from it, so that knowing the database gives neither.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import ColumnElement, Connection, delete, select, update

from backoffice import tables
from backoffice.actors import Actor
from backoffice.audit import Audit
from backoffice.errors import WeakPassword
from backoffice.moments import moment, seconds
from backoffice.passwords import check_strength
from backoffice.roles import StaffMember
from backoffice.staff import as_member
from storage.clock import Clock
from storage.database import Database
from vault.vault import Vault


@dataclass(frozen=True)
class SignInLimits:
    """How patient sign-in is.

    Attributes:
        failures: so many failures of an account, or from an address, within `lock` lock it for `lock`. An address from
            which the account was opened before has its own count: guesses made elsewhere lock nobody out at their desk.
        idle: a session ends after so long without a page asked for by a person.
        longest: a session ends after so long in any case.
    """

    failures: int = 5
    lock: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)
    keep_alive_every: timedelta = timedelta(minutes=1)


@dataclass(frozen=True)
class StaffSession:
    """A signed-in person. `stale` asks the caller for `keep_alive` after something that a person did."""

    staff: StaffMember
    csrf: str
    expires_at: datetime
    stale: bool


@dataclass(frozen=True)
class SignIn:
    """What came of a try; unknown, closed and mistyped are all `wrong`. `minutes`: until a lock ends."""

    outcome: Literal["signed_in", "wrong", "locked"]
    token: str | None = None
    session: StaffSession | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class _Try:
    id: int
    staff_id: str | None
    password_hash: str


class StaffSessions:
    """Opens, finds and ends sessions of staff."""

    def __init__(
        self,
        vault: Vault,
        clock: Clock,
        audit: Audit,
        limits: SignInLimits | None = None,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._audit = audit
        self._limits = limits or SignInLimits()
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def sign_in(self, database: Database, username: str, password: str, address: str) -> SignIn:
        """Check a password and open a session. Opens its own transactions; the hash is computed in none."""
        with database.write() as c:
            begun = self._begin_try(c, username, address)
        if isinstance(begun, SignIn):
            return begun
        if not self._matches(begun.password_hash, password) or begun.staff_id is None:
            return SignIn("wrong")
        with database.write() as c:
            return self._open_session(c, begun.id, begun.staff_id)

    def session(self, c: Connection, token: str) -> StaffSession | None:
        """The session of a token; none when it is unknown, over, or the account was closed."""
        s = tables.staff_session
        query = select(tables.staff, s.c.started_at, s.c.seen_at).join(s, s.c.staff_id == tables.staff.c.id)
        row = c.execute(query.where(s.c.token_hash == _hashed(token))).first()
        if row is None or not row.active:
            return None
        now = seconds(self._clock)
        ends = min(
            row.seen_at + self._limits.idle.total_seconds(), row.started_at + self._limits.longest.total_seconds()
        )
        stale = now - row.seen_at >= self._limits.keep_alive_every.total_seconds()
        return None if now >= ends else StaffSession(as_member(row), csrf_token(token), moment(ends), stale)

    def keep_alive(self, c: Connection, token: str) -> None:
        """The person did something: the idle time begins anew."""
        same = tables.staff_session.c.token_hash == _hashed(token)
        c.execute(update(tables.staff_session).where(same).values(seen_at=seconds(self._clock)))

    def sign_out(self, c: Connection, token: str) -> None:
        """End a session."""
        s = tables.staff_session
        ended = c.execute(delete(s).where(s.c.token_hash == _hashed(token)).returning(s.c.staff_id)).scalar()
        if ended is not None:
            self._audit.record(c, Actor.staff(ended), "signed_out", f"staff:{ended}")

    def change_password(
        self, database: Database, staff_id: str, old: str, new: str, *, keep: str | None = None
    ) -> bool:
        """Set a new password; every session but the one with the token `keep` ends. Opens its own transactions.

        Returns False when the old one is wrong or the account is locked; a wrong one counts as a failed sign-in.

        Raises:
            WeakPassword: the new one can be guessed, or is the old one.
        """
        with database.read() as c:
            username = c.scalar(select(tables.staff.c.username).where(tables.staff.c.id == staff_id)) or ""
        check_strength(new, username)
        if new == old:
            raise WeakPassword("新密码要和原来的不同。")
        with database.write() as c:
            begun = self._begin_try(c, username, f"session of {staff_id}")
        if isinstance(begun, SignIn) or not self._matches(begun.password_hash, old):
            return False
        hashed = self._hasher.hash(new)
        with database.write() as c:
            self._succeed(c, begun.id)
            values = {"password_hash": hashed, "must_change_password": False}
            c.execute(update(tables.staff).where(tables.staff.c.id == staff_id).values(values))
            s = tables.staff_session.c
            others = (s.staff_id == staff_id) & (s.token_hash != _hashed(keep or ""))
            c.execute(delete(tables.staff_session).where(others))
            self._audit.record(c, Actor.staff(staff_id), "password_changed", f"staff:{staff_id}")
        return True

    def _begin_try(self, c: Connection, username: str, address: str) -> SignIn | _Try:
        name = username.strip().lower()
        row = c.execute(select(tables.staff).where(tables.staff.c.username == name).with_for_update()).first()
        t = tables.sign_in_attempt
        name_idx, address_idx = self._vault.blind_index("username", name), self._vault.blind_index("address", address)
        of_account = self._tries_that_count(c, name_idx, address_idx)
        locked_until = max(self._locked_until(c, of_account), self._locked_until(c, t.c.address_idx == address_idx))
        left = locked_until - seconds(self._clock)
        if left > 0:
            return SignIn("locked", minutes=ceil(left / 60))
        new = t.insert().values(
            username_idx=name_idx, address_idx=address_idx, at=seconds(self._clock), succeeded=False
        )
        attempt = c.execute(new.returning(t.c.id)).scalar_one()
        if row is None or not row.active:
            return _Try(attempt, None, self._nobody)
        return _Try(attempt, row.id, row.password_hash)

    def _tries_that_count(self, c: Connection, name_idx: str, address_idx: str) -> ColumnElement[bool]:
        """The tries of an account that this address answers for: its own where it is known, else everybody's."""
        t = tables.sign_in_attempt.c
        here = (t.username_idx == name_idx) & (t.address_idx == address_idx)
        known = c.execute(select(t.id).where(here, t.succeeded).limit(1)).first() is not None
        return here if known else t.username_idx == name_idx

    def _locked_until(self, c: Connection, whose: ColumnElement[bool]) -> float:
        t = tables.sign_in_attempt.c
        newest = select(t.at, t.succeeded).where(whose).order_by(t.id.desc()).limit(self._limits.failures)
        tries = c.execute(newest).all()
        if len(tries) < self._limits.failures or any(one.succeeded for one in tries):
            return 0.0
        lock = self._limits.lock.total_seconds()
        return float(tries[0].at + lock) if tries[0].at - tries[-1].at <= lock else 0.0

    def _matches(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerificationError:
            return False

    def _succeed(self, c: Connection, attempt: int) -> None:
        c.execute(update(tables.sign_in_attempt).where(tables.sign_in_attempt.c.id == attempt).values(succeeded=True))

    def _open_session(self, c: Connection, attempt: int, staff_id: str) -> SignIn:
        self._succeed(c, attempt)
        token, now = secrets.token_urlsafe(32), seconds(self._clock)
        row = {"token_hash": _hashed(token), "staff_id": staff_id, "started_at": now, "seen_at": now}
        c.execute(tables.staff_session.insert().values(row))
        self._audit.record(c, Actor.staff(staff_id), "signed_in", f"staff:{staff_id}")
        session = self.session(c, token)
        return SignIn("wrong") if session is None else SignIn("signed_in", token, session)


def csrf_token(token: str) -> str:
    """The CSRF token that goes with a session token."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def same_secret(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
