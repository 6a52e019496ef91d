"""Hostile requests for one door of tests/doors.yaml: its address, its query, its form and its body, each made wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.doors import Door

T = TypeVar("T")

MONTHS = ("0001-01", "0001-02", "9999-11", "9999-12")
WORDS: tuple[str, ...] = (
    *MONTHS,
    "0000-00",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "0000",
    "2026-02-30",
    "10000-01-01",
    "292277-01-01",
    "2026-10-01T23:59:60",
    "24:00",
    "\0",
    "a\0b",
    "\ud800",
    "😀👩‍👩‍👧‍👦",
    "\u202eمرحبا\u202c",
    "\ufeff\u200b",
    "9" * 18,
    "9" * 30,
    "9" * 5000,
    "-" + "9" * 30,
    "2147483648",
    "9223372036854775808",
    "1_0",
    "0." + "0" * 400 + "1",
    "-1",
    "0",
    "1e999999",
    "NaN",
    "Infinity",
    "٣",
    "²",
    "' OR 1=1 --",
    "%s %(x)s {0} {{ x }}",
    "../../etc/passwd",
    "[]",
    '{"a": 1}',
    "",
)
PLACES = (
    "0001-01-01T00:00:00+00:00~1",
    "0001-01-01T00:00:00+14:00~1",
    "9999-12-31T23:59:59.999999+00:00~1",
    "9999-12-31T23:59:59-14:00~999999999999999999",
    "0001-01-01~1",
    "9999-12-31~9",
    "2026-10-01T00:00:00~1",
    "2026-10-01T00:00:00+00:00~0",
    "~",
    "\0~1",
)
"""Cursors of `kpi_portal.lib.paging` at the ends of time, of another type, without sense."""
SEGMENTS = (
    "0",
    "9" * 18,
    "9223372036854775808",
    "9" * 40,
    "-1",
    "%00",
    "%ff%fe",
    "%ed%a0%80",
    "%F0%9F%98%80",
    "x" * 3000,
)
LONG = "长" * 350_000
"""One megabyte of text."""
QUERY_NAMES = ("before", "page", "month", "q", "search", "next", "sort", "level")


def _part(name: str, content: bytes, header: bytes = b"X: x") -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'.encode()
    return b"--b\r\n" + disposition + b"\r\n" + header + b"\r\n\r\n" + content + b"\r\n"


BODIES: tuple[tuple[bytes, str], ...] = (
    (b"name=\xff\xfe\x80&month=\xe4", "application/x-www-form-urlencoded"),
    ("name=王芳".encode("utf-16"), "application/x-www-form-urlencoded; charset=utf-16"),
    ("name=王芳".encode("gb18030"), "application/x-www-form-urlencoded; charset=gb18030"),
    (b"name=a", "application/x-www-form-urlencoded; charset=no-such-charset"),
    (b"name=a", "application/x-www-form-urlencoded; charset=rot13"),
    (b"name=%00&month=%ff", "application/x-www-form-urlencoded; charset=utf-7"),
    (b"a=1&" * 6000, "application/x-www-form-urlencoded"),
    (b'{"name": 1}', "application/json"),
    (b"<x/>", "text/xml; charset=utf-16"),
    (b"\x00\xff" * 50, "application/octet-stream"),
    (b"name=a", ""),
    (b"name=a", "multipart/form-data"),
    (b"--b\r\nContent-Disposition: form-data", "multipart/form-data; boundary=b"),
    (b"--b\r\nbroken", "multipart/form-data; boundary=b; charset=utf-16"),
    (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xff\x00\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
    (
        b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--b--\r\n',
        "multipart/form-data; boundary=b; charset=no-such",
    ),
    (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00\xff"\r\n\r\n!!!\r\n--b--\r\n',
        "multipart/form-data; boundary=b",
    ),
    (b"--\xff", "multipart/form-data; boundary=\xff".encode().decode("latin-1")),
    (b"--b", f"multipart/form-data; boundary={'b' * 5000}"),
    (b"--b", "multipart/form-data; boundary="),
    (b"--b\r\n\r\nx\r\n--b--\r\n", "multipart/mixed; boundary=b"),
    (_part("name", b"!", b"Content-Transfer-Encoding: base64") * 2 + b"--b--\r\n", "multipart/form-data; boundary=b"),
    (_part("name", b"x", b"X: " + b"y" * 100_000) + b"--b--\r\n", "multipart/form-data; boundary=b"),
    (_part("name", b"x") * 10_000 + b"--b--\r\n", "multipart/form-data; boundary=b"),
    (_part('f"; filename="f', b"x") * 200 + b"--b--\r\n", "multipart/form-data; boundary=b"),
    (b"&".join(b"name%d=1" % number for number in range(10_000)), "application/x-www-form-urlencoded"),
    (b"name=a&" * 4_000, "application/x-www-form-urlencoded"),
    (b"name=a", "application/x-www-form-urlencoded; charset=utf-8; charset=utf-16"),
    (b"name=a", "no type at all"),
    (b"name=a", "image/svg+xml"),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept-Language": "zh," * 50_000},
    {"Accept-Language": "\xff\xfe;q=1e999, *;q=-1, " + "x" * 500},
    {"Cookie": "sessionid=" + "x" * 100_000},
    {"Cookie": 'sessionid="\\000"; csrftoken=\xff; messages=["__json_message",0,20]; device=:::; django_language=\x01'},
    {"Host": "acme.localhost:99999999"},
    {"Host": "acme.localhost, birch.localhost"},
    {"Referer": "http://[::1", "Origin": "http://[::1"},
    {"Range": "bytes=9-1", "If-Modified-Since": "Thu, 99 Foo 0000 99:99:99 GMT", "If-None-Match": "\xff"},
    {"HX-Request": "true", "HX-Current-URL": "http://[::1", "HX-Target": "\xff", "HX-Trigger": "\x00"},
    {"X-Forwarded-For": "9" * 5_000, "X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "evil.example"},
    {"Content-Length": "-1"},
    {"Content-Length": "999999999999999999"},
    {"Accept": "*/*;q=" + "9" * 500, "Accept-Encoding": "\xff"},
)


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Knock:
    """One request. Query and form are encoded when it is sent: of thousands that could be a few are."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: Pairs = ()
    query: Pairs = ()
    form: Pairs = ()

    @property
    def _address(self) -> str:
        return f"{self.path}?{_encoded(self.query)}" if self.query else self.path

    @property
    def _sent(self) -> bytes:
        return _encoded(self.form).encode() if self.form else self.body

    def at(self, browser: Client) -> HttpResponse:
        """Send it."""
        if self.method == "GET":
            return browser.get(self._address, headers=dict(self.headers))  # type: ignore[return-value]
        return browser.generic(  # type: ignore[return-value]
            "POST", self._address, self._sent, self.content_type, headers=dict(self.headers)
        )

    def __str__(self) -> str:
        headers = {name: value[:60] for name, value in self.headers}
        sent = f"{self.content_type[:80]!r} {self._sent[:200]!r}"
        return f"{self.method} {self._address[:200]!r} {sent} {headers or ''}"


@dataclass
class Fields(HTMLParser):
    """The names that a page asks for in its forms and writes into its links."""

    asked: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        given = dict(attrs)
        if tag in {"input", "select", "textarea"} and given.get("name"):
            self.asked.add(str(given["name"]))
        self.linked.update(re.findall(r"[?&]([\w-]+)=", given.get("href") or ""))

    @classmethod
    def of(cls, page: HttpResponse) -> Fields:
        """Those of a page; none for a file."""
        found = cls()
        if not page.streaming and "html" in page.get("Content-Type", ""):
            found.feed(page.content.decode())
        return found


def knocks(door: Door, method: str, fields: Fields) -> Iterator[Knock]:
    """All hostile requests for a door, in a fixed order."""
    base = door.path.partition("?")[0]
    yield from (Knock(method, path) for path in _addresses(door, base))
    yield from (Knock(method, base, b"name=a", headers=tuple(headers.items())) for headers in HEADERS)
    names = sorted({*fields.linked, *fields.asked, *QUERY_NAMES})
    for word in (*WORDS, *PLACES):
        yield Knock(method, base, query=tuple((name, word) for name in names))
    for name in names:
        yield Knock(method, f"{base}?{quote(name)}=%ff%fe&{quote(name)}=%00&{quote(name)}=1&{quote(name)}=2")
        yield from (Knock(method, base, query=((name, word),)) for word in (*WORDS, *PLACES))
    yield Knock(method, f"{base}?%ff=%fe&=&&%00")
    if method == "POST":
        yield from _forms(base, door, fields)


def _addresses(door: Door, base: str) -> Iterator[str]:
    """The address with one argument after the other made hostile."""
    given = door.line.get("with", {})
    if not given:
        return
    for key, value in given.items():
        hostile = [*MONTHS, "0000-01", "9999-13"] if key == "month" else []
        for segment in (*hostile, *SEGMENTS):
            yield base.replace(_segment(door, key, value), f"/{segment}/", 1)


def _segment(door: Door, key: str, value: Any) -> str:
    """The part of the address that stands for this argument."""
    from tests.doors import _subject

    here = {name: _subject(one) for name, one in door.line["with"].items()}
    there = dict(here)
    there[key] = {"month": "2031-07", "year": 2031}.get(key, 987654321 if isinstance(here[key], int) else "zzzz")
    ours, theirs = (reverse(door.name, kwargs=one).split("/") for one in (here, there))
    place = next(index for index, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b)
    return f"/{ours[place]}/"


def _forms(base: str, door: Door, fields: Fields) -> Iterator[Knock]:
    usual: dict[str, Any] = door.line.get("data", {})
    names = sorted({*usual, *fields.asked} - {"csrfmiddlewaretoken"})
    for body, content_type in BODIES:
        yield Knock("POST", base, body, content_type)
    for word in (*WORDS, LONG):
        yield Knock("POST", base, form=tuple((name, word) for name in names or ["name"]))
    for name in names:
        for word in (*WORDS, LONG):
            pairs = [(one, str(value)) for one, value in usual.items() if one != name and not isinstance(value, list)]
            yield Knock("POST", base, form=(*pairs, (name, word), (name, word)))
        yield Knock("POST", base, f"{quote(name)}=%ff%fe".encode())


def _encoded(pairs: Pairs) -> str:
    return urlencode(pairs, errors="surrogatepass")


def chosen(every: list[T], few: int, seed: str) -> list[T]:
    """`few` of them, always the same ones for this seed."""
    return every if len(every) <= few else random.Random(seed).sample(every, few)
