"""Who is calling: signed by one service, verified by the next, never sent to a browser.

Two kinds of caller, and one rule that keeps them apart:

    a person      signed by `gateway` alone; may carry role, level, capabilities; valid for 5 s
    a service     signed by the service itself; carries on whose behalf, where and why (`purpose`), and never a role,
                  a level or a capability: whoever owns them resolves them live

A token is an Ed25519 signature (RFC 8032, 64 bytes) over a prefix and the serialized CallerClaims, then the claims.
Each principal has a key pair in the keys folder: `<name>.key` (PKCS 8, readable by its owner) and `<name>.pub`;
a service needs its own private key and everybody's public ones.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from google.protobuf.message import DecodeError

from inloop.options.v1.access_pb2 import Capability, Level, Role
from inloop.types.v1.caller_pb2 import CallerClaims
from inloop_kit.clock import Clock, SystemClock
from inloop_kit.errors import Forbidden, InloopError, NotSignedIn

GATEWAY = "gateway"
PRINCIPALS = ("gateway", "projects", "messaging", "reports", "notify", "operator")
"""Who may sign; `operator` is the command line."""
CALLER_KEY = "inloop-caller-bin"
"""The metadata key of the token."""

VALID_FOR = timedelta(seconds=5)
# Clocks of two hosts may differ by so much.
SKEW = timedelta(seconds=2)
_PREFIX = b"inloop caller v1\x00"
_SIGNATURE_BYTES = 64
_MAX_TOKEN_BYTES = 4_096
_KEPT = 4_096


class CallerRefused(NotSignedIn):
    """The token is absent, broken, not signed by whom it says, or says what its signer may not say."""

    reason = "CALLER_REFUSED"


class CallerExpired(CallerRefused):
    """The token was signed too long ago."""

    reason = "CALLER_EXPIRED"


class KeysUnusable(InloopError):
    """A signing key is missing or readable by others."""

    reason = "KEYS_UNUSABLE"


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A caller as the claims say; see types/v1/caller.proto for each field. Empty text: there is none."""

    issuer: str = GATEWAY
    account_id: str = ""
    workspace_id: str = ""
    role: Role.ValueType = Role.ROLE_UNSPECIFIED
    project_id: str = ""
    client_id: str = ""
    contact_id: str = ""
    level: Level.ValueType = Level.LEVEL_UNSPECIFIED
    capabilities: frozenset[Capability.ValueType] = frozenset()
    purpose: str = ""
    session_id: str = ""
    issued_at: datetime | None = None
    grant_read_at: datetime | None = None
    token: bytes = field(default=b"", repr=False, compare=False)
    """The token this was verified from, so that it can be passed on; empty when it was made here."""

    @property
    def is_staff(self) -> bool:
        """Whether this is staff of the workspace in scope."""
        return self.role != Role.ROLE_UNSPECIFIED

    @property
    def is_service(self) -> bool:
        """Whether a service works in the background, on somebody's behalf or on its own."""
        return bool(self.purpose)

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind the call."""
        return bool(self.account_id)

    @property
    def actor(self) -> str:
        """Who it is, for records: an account, `service/account`, or `anonymous`."""
        if self.is_service:
            return f"{self.issuer}/{self.account_id}"
        return self.account_id or "anonymous"

    def sees(self, level: int) -> bool:
        """Whether what is disclosed from `level` on may be shown to this caller."""
        return self.is_staff or self.level >= level

    def with_access(
        self,
        *,
        role: Role.ValueType = Role.ROLE_UNSPECIFIED,
        level: Level.ValueType = Level.LEVEL_UNSPECIFIED,
        capabilities: Iterable[Capability.ValueType] = (),
        workspace_id: str | None = None,
        client_id: str = "",
        contact_id: str = "",
        grant_read_at: datetime | None = None,
    ) -> Caller:
        """The same caller with what was resolved for it; `workspace_id` stays when it is not given."""
        return replace(
            self,
            role=role,
            level=level,
            capabilities=frozenset(capabilities),
            workspace_id=self.workspace_id if workspace_id is None else workspace_id,
            client_id=client_id,
            contact_id=contact_id,
            grant_read_at=grant_read_at,
        )


def may_say(claims: CallerClaims) -> bool:
    """Whether the issuer may say this of a caller; asked by who signs and again by who verifies."""
    is_service = bool(claims.purpose)
    if not is_service:
        return claims.issuer == GATEWAY
    says_more = claims.role or claims.level or claims.capabilities or claims.client_id or claims.contact_id
    return not (says_more or claims.session_id or claims.grant_read_at_ms)


class CallerSigner:
    """Signs callers as one principal. Signing costs about 50 µs."""

    def __init__(self, issuer: str, private_key: Ed25519PrivateKey, *, clock: Clock | None = None) -> None:
        self.issuer = issuer
        self._key = private_key
        self._clock = clock or SystemClock()

    def sign(self, caller: Caller) -> bytes:
        """The token of `caller`, issued now by this principal, whatever `issuer` and `issued_at` it has."""
        claims = CallerClaims(
            issuer=self.issuer,
            account_id=caller.account_id,
            workspace_id=caller.workspace_id,
            role=caller.role,
            project_id=caller.project_id,
            client_id=caller.client_id,
            level=caller.level,
            capabilities=sorted(caller.capabilities),
            purpose=caller.purpose,
            issued_at_ms=_milliseconds(self._clock.now()),
            session_id=caller.session_id,
            contact_id=caller.contact_id,
            grant_read_at_ms=_milliseconds(caller.grant_read_at) if caller.grant_read_at else 0,
        )
        if not may_say(claims):
            raise Forbidden("Only the gateway may sign for people, and no service may sign a level.")
        body = claims.SerializeToString()
        return self._key.sign(_PREFIX + body) + body

    def for_service(
        self, purpose: str, *, workspace_id: str = "", project_id: str = "", on_behalf_of: str = ""
    ) -> Caller:
        """This service as a caller in the background; `on_behalf_of` is an account id."""
        if not purpose:
            raise ValueError("a service says why it calls")
        return Caller(
            issuer=self.issuer,
            account_id=on_behalf_of,
            workspace_id=workspace_id,
            project_id=project_id,
            purpose=purpose,
        )


class CallerVerifier:
    """Verifies tokens; a repeat of the same token costs about 1 µs. Safe to share between threads."""

    def __init__(self, public_keys: Mapping[str, Ed25519PublicKey], *, clock: Clock | None = None) -> None:
        self._keys = dict(public_keys)
        self._clock = clock or SystemClock()
        # Tokens live for seconds, so the oldest entry is as good to drop as the least used one.
        self._verified: dict[bytes, tuple[Caller, datetime]] = {}

    def verify(self, token: bytes) -> Caller:
        """The caller that the token names. Raises CallerRefused, CallerExpired (both NotSignedIn)."""
        known = self._verified.get(token)
        if known is None:
            known = self._verify_first(token)
        if self._clock.now() >= known[1]:
            self._verified.pop(token, None)
            raise CallerExpired("The sign-in behind this call is no longer fresh. Try again.")
        return known[0]

    def _verify_first(self, token: bytes) -> tuple[Caller, datetime]:
        claims = self._signed_claims(token)
        if not may_say(claims):
            raise CallerRefused("This caller says more than its signer may say.")
        issued_at = _instant(claims.issued_at_ms)
        if issued_at > self._clock.now() + SKEW:
            raise CallerRefused("This caller comes from the future.")
        known = (_caller(claims, issued_at, token), issued_at + VALID_FOR)
        while len(self._verified) >= _KEPT:
            self._verified.pop(next(iter(self._verified)), None)
        self._verified[token] = known
        return known

    def _signed_claims(self, token: bytes) -> CallerClaims:
        if not _SIGNATURE_BYTES < len(token) <= _MAX_TOKEN_BYTES:
            raise CallerRefused("There is no usable caller.")
        signature, body = token[:_SIGNATURE_BYTES], token[_SIGNATURE_BYTES:]
        try:
            claims = CallerClaims.FromString(body)
            self._keys[claims.issuer].verify(signature, _PREFIX + body)
        except (DecodeError, KeyError, InvalidSignature):
            raise CallerRefused("This caller was not signed by whom it says.") from None
        return claims


def create_keys(folder: Path, principals: Iterable[str] = PRINCIPALS) -> None:
    """Make the key pairs that are missing, owner-only; what is there stays as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in principals:
        path = folder / f"{name}.key"
        if not path.exists():
            pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            _write_once(path, pem)
        public = _load_private(path).public_key()
        (folder / f"{name}.pub").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def load_signer(folder: Path, service: str, *, clock: Clock | None = None) -> CallerSigner:
    """The signer of `service`; raises KeysUnusable."""
    return CallerSigner(service, _load_private(folder / f"{service}.key"), clock=clock)


def load_verifier(folder: Path, *, clock: Clock | None = None) -> CallerVerifier:
    """A verifier that knows every principal of the folder; raises KeysUnusable when there is none."""
    keys: dict[str, Ed25519PublicKey] = {}
    for path in sorted(folder.glob("*.pub")):
        key = load_pem_public_key(path.read_bytes())
        if not isinstance(key, Ed25519PublicKey):
            raise KeysUnusable(f"{path.name} is no Ed25519 key.")
        keys[path.stem] = key
    if not keys:
        raise KeysUnusable(f"There is no public key in {folder}.")
    return CallerVerifier(keys, clock=clock)


def _write_once(path: Path, content: bytes) -> None:
    """Write whole or not at all; whoever is first wins when two processes start together."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _load_private(path: Path) -> Ed25519PrivateKey:
    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise KeysUnusable(f"The key {path} cannot be read.") from error
    if mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise KeysUnusable(f"The key {path} is open to others; make it readable by its owner only.")
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnusable(f"{path} is no Ed25519 key.")
    return key


def _caller(claims: CallerClaims, issued_at: datetime, token: bytes) -> Caller:
    return Caller(
        issuer=claims.issuer,
        account_id=claims.account_id,
        workspace_id=claims.workspace_id,
        role=claims.role,
        project_id=claims.project_id,
        client_id=claims.client_id,
        contact_id=claims.contact_id,
        level=claims.level,
        capabilities=frozenset(claims.capabilities),
        purpose=claims.purpose,
        session_id=claims.session_id,
        issued_at=issued_at,
        grant_read_at=_instant(claims.grant_read_at_ms) if claims.grant_read_at_ms else None,
        token=token,
    )


def _milliseconds(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
