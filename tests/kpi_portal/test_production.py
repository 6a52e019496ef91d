"""Production as its operator meets it: `.env.example` filled in, behind a proxy, with web, worker and beat."""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.paths import CHECKOUT
from kpi_portal.make_secrets import fresh_secrets
from scoring.models import MonthClose
from tenants.models import Company
from tests.cast import PASSWORD
from tests.portal import PROGRAMS, LivePortal, running_portal
from tests.scoring.month_of_facts import SHANGHAI, handled, person
from tests.waiting import wait_until

HOST = "acme.localhost"
KEPT_HEADERS = {"content-type", "cookie", "referer", "origin", "accept-language"}


def filled_in() -> dict[str, str]:
    """`.env.example` as an operator leaves it: secrets from the command, host names of one's own."""
    lines = re.findall(r"^(KPI_\w+)=(.*)$", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    values = {name: value for name, value in lines if value} | fresh_secrets()
    return values | {"KPI_PUBLIC_DOMAIN": "localhost", "KPI_ALLOWED_HOSTS": ".localhost"}


def for_start(**changed: str) -> dict[str, str]:
    """What compose adds to it. An empty value takes a setting away."""
    servers = {
        "KPI_DATABASE_URL": "postgresql://kpi_app:secret@127.0.0.1:1/kpi",
        "KPI_REDIS_URL": "redis://127.0.0.1:1/0",
        "KPI_CACHE_URL": "redis://127.0.0.1:1/1",
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KPI_", "DJANGO_"))}
    return {name: value for name, value in (clean | filled_in() | servers | changed).items() if value}


WRONG = [
    ("KPI_SECRET_KEY", ""),
    ("KPI_SECRET_KEY", "short"),
    ("KPI_SECRET_KEY", "a" * 60),
    ("KPI_LEDGER_KEY", ""),
    ("KPI_LEDGER_KEY", "TtZ4-9yP0vXo5cJ1o0Xq0W3l0mJH2m5Yc3y4H6oC8vB1nN2m"),  # what .env.example told to make before
    ("KPI_LEDGER_KEY", "c2hvcnQ="),
    ("KPI_DATABASE_URL", ""),
    ("KPI_DATABASE_URL", "sqlite:///kpi"),
    ("KPI_REDIS_URL", ""),
    ("KPI_REDIS_URL", "broker:6379"),
    ("KPI_CACHE_URL", ""),
    ("KPI_EMAIL_URL", ""),
    ("KPI_EMAIL_URL", "mail.example.com"),
    ("KPI_ALLOWED_HOSTS", ""),
    ("KPI_ALLOWED_HOSTS", "*"),
    ("KPI_PUBLIC_DOMAIN", ""),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_what_is_missing_or_of_the_wrong_form_stops_the_start_with_a_sentence(name: str, value: str) -> None:
    refused(for_start(**{name: value}), [sys.executable, "manage.py", "check"], name)


@pytest.mark.parametrize(
    "program",
    [["gunicorn", "kpi_portal.wsgi"], ["celery", "-A", "kpi_portal", "worker"], ["celery", "-A", "kpi_portal", "beat"]],
)
@pytest.mark.parametrize("name", ["KPI_EMAIL_URL", "KPI_LEDGER_KEY"])
def test_web_worker_and_beat_end_with_the_same_sentence(program: list[str], name: str) -> None:
    process = {"gunicorn": "web"}.get(program[0], program[-1])
    refused(for_start(**{name: "", "KPI_PROCESS": process}), [str(PROGRAMS / program[0]), *program[1:]], name)


@pytest.mark.parametrize("process", ["web", "worker", "beat"])
def test_what_serves_refuses_to_know_the_owner_of_the_database(process: str) -> None:
    owner = "postgresql://kpi_owner:secret@db/kpi"
    environment = for_start(KPI_PROCESS=process, KPI_OWNER_DATABASE_URL=owner)
    refused(environment, [str(PROGRAMS / "gunicorn"), "kpi_portal.wsgi"], "KPI_OWNER_DATABASE_URL")


def refused(environment: dict[str, str], command: list[str], name: str) -> None:
    """The program ends with one sentence that names the setting."""
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_example_filled_in_starts_and_is_clean_in_djangos_eyes() -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"]
    done = subprocess.run(command, cwd=CHECKOUT, env=for_start(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_secrets_that_are_printed_are_those_that_the_example_leaves_empty() -> None:
    empty = re.findall(r"^(KPI_\w+)=$", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    printed = subprocess.run(
        [sys.executable, "kpi_portal/make_secrets.py"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.partition("=")[0] for line in printed.splitlines()] == empty


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
        headers |= {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
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
    """A browser behind the proxy: keeps cookies, sends what a form holds."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, SimpleCookie()

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{one.key}={one.value}" for one in self.cookies.values())}
        headers |= {"Referer": f"https://{HOST}/", "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("GET" if form is None else "POST", path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.load(value)
        return answer, answer.read().decode(errors="replace")

    def send(self, page: str, path: str, **form: str) -> http.client.HTTPResponse:
        """Post a form of that page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(page)[1])
        assert found
        return self.ask(path, {"csrfmiddlewaretoken": found[1], **form})[0]


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


def worker_of(portal: LivePortal) -> subprocess.Popen[bytes]:
    """As the compose file starts it, with one child."""
    options = ["--prefetch-multiplier=1", "--loglevel=INFO", "--concurrency=1"]
    return portal.run("worker", PROGRAMS / "celery", "-A", "kpi_portal", "worker", *options)


def test_a_month_is_closed_through_http_and_again_after_the_worker_was_killed(
    production: LivePortal, proxy: int
) -> None:
    this = timezone.now().date()
    months = [Month(this.year, this.month).plus(-back) for back in (3, 2)]
    for month in months:
        work_in(month)
    hr = Visitor(proxy)
    login = "/accounts/login/"
    assert hr.send(login, login, login="hr", password=PASSWORD).status == 302
    worker = worker_of(production)
    production.run("beat", PROGRAMS / "celery", "-A", "kpi_portal", "beat", "--loglevel=INFO")

    assert hr.send(f"/months/{months[0]}/", f"/months/{months[0]}/close/").status == 302
    wait_until(lambda: state_of(months[0]) == "done", what="the first close")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert hr.send(f"/months/{months[1]}/", f"/months/{months[1]}/close/").status == 302
    assert state_of(months[1]) == "queued"
    worker_of(production)
    wait_until(lambda: state_of(months[1]) == "done", what="the second close")

    verified = production.manage("verify_ledger", "acme")
    assert verified.returncode == 0, verified.stderr
    assert "2 entries are sound" in verified.stdout


def work_in(month: Month) -> None:
    """An order of that month, so that it stands in the list."""
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    handled(person("王芳"), created=month.bounds(SHANGHAI)[0])
    connection.set_schema_to_public()


def state_of(month: Month) -> str:
    connection.set_tenant(Company.objects.get(schema_name="acme"))
    try:
        return MonthClose.objects.get(month__first_day=month.first_day).state
    finally:
        connection.set_schema_to_public()


def test_redirects_and_answers_about_health_carry_the_headers_too(production: LivePortal, proxy: int) -> None:
    plain = http.client.HTTPConnection("127.0.0.1", production.port, timeout=60)
    for path, status in (("/livez", 200), ("/readyz", 200), ("/people/", 301)):
        plain.request("GET", path, headers={"Host": HOST})
        answer = plain.getresponse()
        answer.read()
        assert answer.status == status
        safe(answer)
    for path in ("/livez", "/people/", "/no/such/page/", "/static/css/portal.css"):
        answer, _body = Visitor(proxy).ask(path)
        safe(answer)
        assert "max-age=31536000" in str(answer.getheader("Strict-Transport-Security"))


def safe(answer: http.client.HTTPResponse) -> None:
    assert "default-src 'none'" in str(answer.getheader("Content-Security-Policy"))
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("X-Frame-Options") == "DENY"
    assert answer.getheader("Referrer-Policy") == "same-origin"


def test_the_log_holds_no_one_time_link_and_no_traceback_of_a_refusal(production: LivePortal, proxy: int) -> None:
    agent = Visitor(proxy)
    login = "/accounts/login/"
    agent.send(login, login, login="agent", password=PASSWORD)
    assert {agent.ask(path)[0].status for path in ("/no/such/page/", "/imports/", "/audit/")} == {403, 404}
    agent.ask("/accounts/welcome/1a/once-only-0123456789/")
    agent.ask("/accounts/welcome/1a/once-only-0123456789/no/such/page")

    log = production.home / "web.log"
    wait_until(lambda: "/accounts/welcome/" in log.read_text(), what="the log")
    assert "/accounts/welcome/…" in log.read_text()
    assert "once-only" not in log.read_text()
    assert "Traceback" not in log.read_text()
