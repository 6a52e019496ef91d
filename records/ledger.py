"""The company's chain of acts that must not be lost (SCORING §9, Ledger; PROMISES 11).

``entry_hash = SHA-256(previous_hash ‖ canonical(entry))``, the previous hash as 32 raw bytes, the first one
SHA-256(company uuid). A signed head ``KPI1.count.hash.month.signature`` given out on paper makes tampering with
anything before it evident.
"""

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.company_connection import connection
from records.models import LedgerEntry
from records.months import company

MARK = "KPI1"
_LOCK = 0x4B504931


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many entries were read, and the sentences of what is wrong."""

    entries: int
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong."""
        return not self.problems


def append(*, kind: str, month: str = "", body: dict[str, Any]) -> LedgerEntry:
    """Add one link, inside the caller's transaction; writers of one company queue behind each other."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The ledger is written inside the act's own transaction.")
    lock_chain()
    last = LedgerEntry.objects.order_by("-position").first()
    position = last.position + 1 if last else 1
    previous = bytes.fromhex(last.entry_hash) if last else genesis()
    text = canonical({"position": position, "kind": kind, "month": month, "body": body})
    entry_hash = hashlib.sha256(previous + text).hexdigest()
    return LedgerEntry.objects.create(
        position=position,
        kind=kind,
        month=month,
        body=text.decode(),
        previous_hash=previous.hex(),
        entry_hash=entry_hash,
        head=_signed(f"{MARK}.{position}.{entry_hash}.{month or '-'}"),
    )


def lock_chain() -> None:
    """Wait for the chain's lock of this company, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, connection.schema_name])


@contextmanager
def chain_held() -> Iterator[None]:
    """Hold the chain's lock from before a transaction begins until after it ends.

    For an act that reads everything as of one instant: the lock comes first, so that its snapshot has the last entry.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_LOCK, connection.schema_name])
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [_LOCK, connection.schema_name])


def head() -> str:
    """The latest signed head, or an empty string while the ledger is empty."""
    last = LedgerEntry.objects.order_by("-position").first()
    return last.head if last else ""


def verify(printed_head: str = "") -> Verdict:
    """Walk the whole chain; with a head printed earlier, also prove that the chain still contains it."""
    problems: list[str] = []
    previous, position, hashes = genesis(), 0, {}
    for entry in LedgerEntry.objects.order_by("position").iterator():
        position += 1
        problems += _problems_of(entry, position, previous)
        previous = _claimed(entry) or _hash(previous, entry.body)
        hashes[position] = previous.hex()
    if printed_head:
        problems += _problems_of_head(printed_head, hashes)
    return Verdict(position, tuple(problems))


def said(entry: LedgerEntry) -> dict[str, Any] | None:
    """What an entry says, where its body is an object in the one spelling that ``append`` writes; else None."""
    try:
        read = json.loads(entry.body)
        return read if isinstance(read, dict) and canonical(read) == entry.body.encode() else None
    except (ValueError, TypeError, RecursionError):
        return None  # no JSON, a number that is none, a lone surrogate, brackets without end


def genesis() -> bytes:
    """The hash before the first entry: SHA-256 of the company's uuid."""
    return hashlib.sha256(str(company().uuid).encode()).digest()


def _problems_of(entry: LedgerEntry, position: int, previous: bytes) -> list[str]:
    place = {"position": entry.position}
    found = []
    read = said(entry)
    if read is None:
        found.append(_("The body of entry %(position)s cannot be read: it is not what this portal writes.") % place)
    elif not _is_at(position, entry.position, read.get("position")):
        found.append(_("Entry %(position)s is not where it should be; one is missing or was moved.") % place)
    if read is not None and (read.get("kind"), read.get("month")) != (entry.kind, entry.month):
        found.append(_("Entry %(position)s was changed beside its body.") % place)
    expected = _hash(previous, entry.body).hex()
    if entry.previous_hash != previous.hex() or entry.entry_hash != expected:
        found.append(_("Entry %(position)s does not follow from the one before.") % place)
    if _unsigned(entry.head) != f"{MARK}.{position}.{entry.entry_hash}.{entry.month or '-'}":
        found.append(_("The head of entry %(position)s is not signed by this portal.") % place)
    return found


def _claimed(entry: LedgerEntry) -> bytes | None:
    """The hash that an entry says it has: a broken one is named, and those after it are judged by what they follow."""
    try:
        claimed = bytes.fromhex(entry.entry_hash)
    except ValueError:
        return None
    return claimed if len(claimed) == hashlib.sha256().digest_size else None


def _is_at(position: int, *named: object) -> bool:
    """Whether all of these name this position, as a whole number (``True`` is none)."""
    return all(type(place) is int and place == position for place in named)


def _hash(previous: bytes, body: str) -> bytes:
    return hashlib.sha256(previous + body.encode()).digest()


def _problems_of_head(printed: str, hashes: dict[int, str]) -> list[str]:
    named = _unsigned(printed.strip())
    if named is None:
        return [_("The given head is not signed by this portal.")]
    _mark, count, entry_hash, _month = named.split(".")
    if hashes.get(int(count)) != entry_hash:
        return [_("The ledger no longer contains the given head: it was cut or rewritten after it was printed.")]
    return []


def _signed(text: str) -> str:
    signature = base64.urlsafe_b64encode(_key().sign(text.encode())).rstrip(b"=").decode()
    return f"{text}.{signature}"


def _unsigned(signed: str) -> str | None:
    """The text of a head whose signature holds, else None."""
    text, _dot, signature = signed.rpartition(".")
    if text.count(".") != 3 or not text.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        _key().public_key().verify(raw, text.encode())
    except (InvalidSignature, ValueError):
        return None
    return text


def public_key() -> str:
    """The portal's public key, base64, for programs that check heads without the portal."""
    return base64.b64encode(_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _key() -> Ed25519PrivateKey:
    """From the environment in production; outside it, made once beside the embedded servers."""
    if settings.LEDGER_KEY:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.LEDGER_KEY))
    path = settings.LEDGER_KEY_FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(base64.b64encode(raw).decode())
        with contextlib.suppress(FileExistsError):  # the first of several processes wins
            os.link(draft, path)
        draft.unlink()
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text()))
