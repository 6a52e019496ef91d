"""One POST to an address that an administrator typed: signed, to nobody inside the house, never sent elsewhere.

The name is resolved once, every address of it must be one of the open internet, and the connection goes to that very
address: a name that answers otherwise the second time leads nowhere else. Redirects are answers like any other.
"""

import hashlib
import hmac
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.refusals import Refused

SECONDS = 10
READ_AT_MOST = 200
"""Bytes of the answer that are looked at."""
HEADER = "KPI-Signature"


class NotArrived(Exception):
    """The other program did not take it; the text says why."""


def checked(url: str) -> str:
    """The address, if it is one that could be told. Raises Refused."""
    parts = _parts(url)
    schemes = ("https",) if settings.PRODUCTION else ("https", "http")
    plain = parts is not None and parts.hostname and parts.username is None and not parts.fragment
    if parts is None or not plain or parts.scheme not in schemes or not url.isascii() or not url.isprintable():
        sentence = gettext_lazy("This is no address that can be told; it begins with https://.")
        raise Refused(sentence, code="no_address", field="url")
    return url


def signature(secret: str, body: bytes, at: int) -> str:
    """``t=…,v1=…``: HMAC-SHA256 over instant, dot and body, so that an old message cannot be sent again later."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def post(url: str, body: bytes, *, secret: str, identifier: str) -> str:
    """Send it; what came back, in a few words. Raises NotArrived."""
    parts = _parts(url)
    if parts is None or not parts.hostname or (settings.PRODUCTION and parts.scheme != "https"):
        raise NotArrived(_("this address is told nothing; it begins with https://"))
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "kpi-portal-webhook/1",
        "KPI-Delivery": identifier,
        HEADER: signature(secret, body, int(time.time())),
    }
    try:
        status, said = _exchange(parts, _address(parts), body, headers)
    except (HTTPException, OSError, ValueError) as problem:
        raise NotArrived(_why(problem)) from problem
    told = f"{status} " + "".join(char if char.isprintable() else " " for char in said.decode(errors="replace")).strip()
    if not 200 <= status < 300:
        raise NotArrived(told)
    return told


def _why(problem: Exception) -> str:
    for kind, said in (
        (TimeoutError, _("it did not answer in time")),
        (ConnectionRefusedError, _("the connection was refused")),
        (ssl.SSLError, _("its certificate is not accepted")),
    ):
        if isinstance(problem, kind):
            return said
    return _("the connection broke off")


def _exchange(parts: SplitResult, address: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """Status and the beginning of the answer. Whoever answers byte by byte is cut off: others wait for the worker."""
    line = [socket.create_connection((address, _port(parts)), timeout=SECONDS)]
    deadline = threading.Timer(2 * SECONDS, _cut, [line])
    deadline.start()
    try:
        if parts.scheme == "https":
            secured = ssl.create_default_context()
            line[0] = secured.wrap_socket(line[0], server_hostname=parts.hostname, do_handshake_on_connect=False)
            line[0].do_handshake()  # type: ignore[attr-defined]  # the socket of TLS
        talk = HTTPConnection(str(parts.hostname))
        talk.sock = line[0]
        talk.request("POST", _path(parts), body, headers)
        answer = talk.getresponse()
        return answer.status, answer.read1(READ_AT_MOST)
    finally:
        deadline.cancel()
        line[0].close()


def _cut(line: list[socket.socket]) -> None:
    with suppress(OSError):
        line[0].shutdown(socket.SHUT_RDWR)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 — raises where it is none
    except ValueError:
        return None
    return parts


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _address(parts: SplitResult) -> str:
    """The one to connect to. Raises NotArrived where any address of the name lies inside the house."""
    try:
        entries = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotArrived(_("there is no such host")) from None
    found = [str(entry[4][0]) for entry in entries]
    if settings.PRODUCTION and not all_outside(found):
        raise NotArrived(_("the host has an address inside the house; only the open internet is told"))
    return found[0]


def all_outside(addresses: Iterable[str]) -> bool:
    """Whether each is an address of the open internet: not private, local, link-local, multicast or reserved; of an
    IPv6 address that carries an IPv4 one, that one too."""
    return all(_is_outside(ipaddress.ip_address(address.partition("%")[0])) for address in addresses)


def _is_outside(address: Any) -> bool:
    carried = [getattr(address, name, None) for name in ("ipv4_mapped", "sixtofour")]
    if address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96"):
        carried.append(ipaddress.ip_address(int(address) & 0xFFFFFFFF))
    return bool(address.is_global and not address.is_multicast) and all(_is_outside(one) for one in carried if one)
