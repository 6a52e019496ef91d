"""Production as its operator meets it: `.env.example` filled in, behind a proxy, with web, worker and beat."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from kpi_portal.lib.paths import CHECKOUT
from scoring.models import MonthClose
from tenants.models import Company
from tests.cast import PASSWORD
from tests.portal import PROGRAMS, LivePortal
from tests.production import HOST, Visitor, filled_in
from tests.scoring.month_of_facts import SHANGHAI, handled, person
from tests.waiting import wait_until


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


# --- a lock-out that a stranger cannot use, limits that an office does not meet ------------------------------------


def try_to_log_in(visitor: Visitor, name: str, password: str) -> int:
    login = "/accounts/login/"
    return visitor.send(login, login, login=name, password=password).status


def test_a_stranger_shuts_neither_hr_nor_an_office_out(proxy: int) -> None:
    own = Visitor(proxy, "203.0.113.50")
    assert try_to_log_in(own, "hr", PASSWORD) == 302
    for number in range(7):
        stranger = Visitor(proxy, "198.51.100.9", **{"X-Forwarded-For": f"203.0.113.50, 192.0.2.{number}"})
        locked = try_to_log_in(stranger, "hr", "guessed")
    assert locked == 429
    assert try_to_log_in(Visitor(proxy, "198.51.100.9"), "hr", PASSWORD) == 429
    assert try_to_log_in(Visitor(proxy, "203.0.113.50"), "hr", PASSWORD) == 302
    colleague_next_door = Visitor(proxy, "203.0.113.50")
    for _ in range(6):
        locked = try_to_log_in(colleague_next_door, "hr", "guessed")
    assert locked == 429
    own.cookies.pop("sessionid")
    assert try_to_log_in(own, "hr", PASSWORD) == 302


def test_twenty_people_of_an_office_log_in_behind_one_address_and_ask_for_new_passwords(proxy: int) -> None:
    answers = [try_to_log_in(Visitor(proxy, "203.0.113.60"), "agent", PASSWORD) for _ in range(20)]
    answers += [try_to_log_in(Visitor(proxy, "203.0.113.60"), f"A{number}", "a slip") for number in range(20)]
    forgotten = "/accounts/forgotten/"
    asked = [Visitor(proxy, "203.0.113.60").send(forgotten, forgotten, login=f"A{n}").status for n in range(20)]
    assert (set(answers), set(asked)) == ({302, 200}, {302})


# --- what never reaches Django --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 99999999999999999999999999999999",
        "Content-Length: " + "9" * 5000,
        "Content-Length: x",
        "Content-Length: -1",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked, gzip",
        "X: " + "x" * 100_000,
        "\r\n".join(f"X-{number}: x" for number in range(500)),
        "Cookie: " + "x" * 10_000,
        "X-Fo\0rwarded: 1",
        "no colon",
    ],
    ids=lambda head: head[:30],
)
def test_a_request_with_a_hostile_head_is_refused_and_the_server_goes_on(production: LivePortal, head: str) -> None:
    with socket.create_connection(("127.0.0.1", production.port), timeout=60) as line:
        line.sendall(f"POST /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\n{head}\r\n\r\nabc".encode())
        line.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            answer = line.recv(100)
            assert answer == b"" or answer.split()[1] in {b"301", b"400", b"413", b"431", b"501"}
    health = http.client.HTTPConnection("127.0.0.1", production.port, timeout=60)
    health.request("GET", "/livez")
    assert health.getresponse().status == 200
