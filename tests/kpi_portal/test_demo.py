"""`manage.py demo` in small: a real worker, documents, a second call, and the site served until Ctrl-C."""

import csv
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils import translation

from kpi_portal.lib.month import Month
from people.access import Role
from tests.database import CHECKOUT
from tests.portal import LivePortal

DEMO = [sys.executable, "manage.py", "demo"]


def run(portal: LivePortal, *options: str) -> subprocess.CompletedProcess[str]:
    """Call the command and wait for its end."""
    return subprocess.run(
        [*DEMO, *options], cwd=CHECKOUT, env=portal.environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def made(live_portal: LivePortal) -> str:
    """What the first call said."""
    done = run(live_portal, "--no-serve", "--months", "2", "--agents", "6")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def documents(portal: LivePortal) -> Path:
    """The folder of the last month that is final; the one after it is under review."""
    (folder,) = (path for path in (portal.home / "demo").iterdir() if (path / "cards").is_dir())
    return folder


def test_months_are_closed_and_printed_the_last_one_by_a_worker_and_left_in_review(
    live_portal: LivePortal, made: str
) -> None:
    folder = documents(live_portal)
    cards = sorted((folder / "cards").glob("*.pdf"))
    assert len(cards) == 5  # the sixth joined in the month under review
    assert all(card.read_bytes().startswith(b"%PDF-") for card in cards)
    under_review = Month.parse(folder.name).next
    assert f"Closing {under_review} by a Celery worker" in made
    assert f"Reviewing half of {under_review}" in made
    assert str(folder) in made


def test_payroll_is_written_in_both_formats(live_portal: LivePortal, made: str) -> None:
    folder = documents(live_portal)
    assert (folder / f"payroll-{folder.name}.xlsx").read_bytes().startswith(b"PK")
    with (folder / f"payroll-{folder.name}.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = {row[0] for row in csv.reader(file)}
    assert {f"A00{number}" for number in range(1, 6)} <= numbers


def test_a_log_in_of_every_role_is_printed(made: str) -> None:
    with translation.override("en"):
        missing = [role.label for role in Role if f"\n  {role.label}" not in made]
    assert not missing
    assert "password of all: cuihu-" in made


EMPTY = """
from django.apps import apps
from tenants.models import Company
with Company.objects.get(schema_name="cuihu"):
    tables = apps.get_app_config("evidence").get_models()
    print("empty:", *sorted(table.__name__ for table in tables if not table._default_manager.exists()))
"""


def test_every_kind_of_evidence_has_rows_with_all_that_becomes_of_them(live_portal: LivePortal, made: str) -> None:
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", EMPTY]
    asked = subprocess.run(shell, cwd=CHECKOUT, env=live_portal.environment, capture_output=True, text=True, check=True)
    rarely = {"CheckRules", "TagTalk"}  # who keeps the usual rules has no row; nobody got a bad tag too often
    assert set(asked.stdout.partition("empty:")[2].split()) <= rarely


def test_a_second_call_keeps_the_data(live_portal: LivePortal, made: str) -> None:
    again = run(live_portal, "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "Importing" not in again.stdout
    assert password(again.stdout) == password(made)


def test_the_site_is_served_until_it_is_interrupted(live_portal: LivePortal, made: str) -> None:
    with (
        subprocess.Popen(
            [*DEMO, "--port", "0"], cwd=CHECKOUT, env=live_portal.environment, stdout=subprocess.PIPE, text=True
        ) as served,
        killed_in_the_end(served),
    ):
        assert served.stdout is not None
        lines = []
        for line in served.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        address = next(line.split()[0] for line in lines if line.startswith("http://cuihu.localhost:"))
        port = address.rstrip("/").rpartition(":")[2]
        request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": f"cuihu.localhost:{port}"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert "翠湖物业" in answer.read().decode()
        served.send_signal(signal.SIGINT)
        assert served.wait(60) == 0


def test_what_cannot_be_is_refused_in_a_sentence(live_portal: LivePortal) -> None:
    done = run(live_portal, "--no-serve", "--agents", "3")
    assert done.returncode != 0
    assert "at least 6 agents" in done.stderr


@contextmanager
def killed_in_the_end(process: "subprocess.Popen[str]") -> Iterator[None]:
    """A failed assertion shall not wait for a process that nobody stops."""
    try:
        yield
    finally:
        process.kill()


def password(said: str) -> str:
    """The printed password."""
    return said.partition("password of all: ")[2].split()[0]
