"""The portal with the settings of production, as its operator sets it up, and a visitor behind its proxy."""

import http.client
import re
import threading
from collections.abc import Iterator
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import pytest

from kpi_portal.lib.paths import CHECKOUT
from kpi_portal.make_secrets import fresh_secrets
from tests.portal import LivePortal, running_portal

HOST = "acme.localhost"
KEPT_HEADERS = {"content-type", "cookie", "referer", "origin", "accept-language"}
FORM, BOUNDARY = "application/x-www-form-urlencoded", "a-boundary-0123456789"


def filled_in() -> dict[str, str]:
    """`.env.example` as an operator leaves it: secrets from the command, host names of one's own."""
    lines = re.findall(r"^(KPI_\w+)=(.*)$", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    values = {name: value for name, value in lines if value} | fresh_secrets()
    return values | {"KPI_PUBLIC_DOMAIN": "localhost", "KPI_ALLOWED_HOSTS": ".localhost"}


class Proxy(BaseHTTPRequestHandler):
    """What the TLS proxy does: passes requests on and says for whom and by which scheme they came."""

    target = 0

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: value for name, value in self.headers.items() if name.lower() in KEPT_HEADERS}
        hops = filter(None, [self.headers.get("X-Forwarded-For"), self.headers["X-Called-From"]])
        headers |= {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": ", ".join(hops)}
        behind = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        behind.request(self.command, self.path, body or None, headers)
        answer = behind.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "content-length", "server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *given: Any) -> None:
        """Say nothing."""


class Visitor:
    """A browser behind the proxy, which sees it call from `address`: keeps cookies, sends what a form holds."""

    def __init__(self, port: int, address: str = "203.0.113.7", **headers: str) -> None:
        self.port, self.cookies = port, SimpleCookie()
        self.headers = {"Referer": f"https://{HOST}/", "X-Called-From": address} | headers

    def ask(self, path: str, body: bytes | None = None, kind: str = FORM) -> tuple[http.client.HTTPResponse, str]:
        """Get a page, or post a body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{one.key}={one.value}" for one in self.cookies.values())
        headers = self.headers | {"Cookie": cookies, "Content-Type": kind}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        return answer, answer.read().decode(errors="replace")

    def send(self, page: str, path: str, **form: str) -> http.client.HTTPResponse:
        """Post a form of that page."""
        return self.ask(path, urlencode({"csrfmiddlewaretoken": self._token(page), **form}).encode())[0]

    def upload(self, path: str, content: bytes, **form: str) -> tuple[http.client.HTTPResponse, str]:
        """Send a file with a form."""
        fields = {"csrfmiddlewaretoken": self._token(path), **form}
        lines = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()
        ]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        body = "".join([*lines, head]).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.ask(path, body, f"multipart/form-data; boundary={BOUNDARY}")

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(page)[1])
        assert found
        return found[1]


@pytest.fixture(scope="module")
def production(
    template_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LivePortal]:
    """Web with the settings of production. Mail goes to files, as nobody receives it."""
    home = tmp_path_factory.mktemp("production")
    ours = filled_in() | {"KPI_ENV": "production", "KPI_EMAIL_URL": f"file://{home}/mail"}
    with django_db_blocker.unblock(), running_portal(template_database, home, ours) as portal:
        yield portal


@pytest.fixture(scope="module")
def proxy(production: LivePortal) -> Iterator[int]:
    """The port of a proxy in front of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("ThisProxy", (Proxy,), {"target": production.port}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
