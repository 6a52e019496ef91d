"""The help-desk tickets of 2023, end to end: imported, closed by a real worker, exported, and scored by an oracle too.

Every figure of every card must agree with `tests.oracle_support_tickets`, which shares no code with the portal.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from kpi_portal.lib.company_connection import connection
from people.models import Account
from scoring.engine.score import rescore
from scoring.lab.page import Lab
from scoring.models import PlanVersion, ScoringSettings
from tenants.models import Company
from tests import oracle_support_tickets as oracle
from tests.database import CHECKOUT
from tests.portal import LivePortal

TICKETS = CHECKOUT.parent / "shared" / "data" / "support_tickets_2023.csv.gz"
PROFILE = CHECKOUT / "workorders" / "profiles" / "support_tickets.toml"
BY = "--by=admin@helpdesk.example"
MONTHS = [f"2023-{month:02d}" for month in range(1, 13)]
IMPORT = ["import_evidence", "helpdesk", "workorders", str(TICKETS), f"--profile={PROFILE}", BY]
FIGURES = ("code", "base_weight", "weight", "score", "earned")
INDICATOR_FIGURES = (
    "code", "numerator", "denominator", "value", "points", "counted", "excluded", "evidence",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not TICKETS.exists(), reason=f"{TICKETS.name} is not on this machine")
Cards = dict[tuple[str, str], dict[str, Any]]


IN_ONE_PROCESS = """
import json, sys
import django
django.setup()
from django.core.management import CommandError, call_command
try:
    for arguments in json.loads(sys.argv[1]):
        call_command(*arguments)
except CommandError as refusal:
    sys.exit(str(refusal))
"""


class CommandLine:
    """`manage.py` beside the running portal; several commands in one process, since each start takes seconds."""

    def __init__(self, portal: LivePortal) -> None:
        self.portal = portal

    def __call__(self, *commands: list[str]) -> str:
        """What the commands printed; the test fails with the complaint of the first that refuses."""
        done = subprocess.run(
            [sys.executable, "-c", IN_ONE_PROCESS, json.dumps(commands)],
            cwd=CHECKOUT,
            env=self.portal.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def manage(live_portal: LivePortal) -> CommandLine:
    """Commands of a portal with a fresh company in UTC and a worker."""
    manage = CommandLine(live_portal)
    whose = ["--name=Help desk", "--domain=helpdesk.localhost", "--admin-email=admin@helpdesk.example"]
    manage(["create_company", "helpdesk", *whose, "--time-zone=UTC"])
    live_portal.run_worker()
    return manage


@pytest.fixture(scope="module")
def imported(manage: CommandLine) -> str:
    """What the import said."""
    return manage(IMPORT)


@pytest.fixture(scope="module")
def exported(manage: CommandLine, imported: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The export of each month, closed by the worker."""
    folder = tmp_path_factory.mktemp("cards")
    closes = [["close_month", "helpdesk", month, BY, "--wait"] for month in MONTHS]
    exports = [["export_cards", "helpdesk", month, f"--output={folder}/{month}.json"] for month in MONTHS]
    manage(*closes, *exports)
    return {month: json.loads((folder / f"{month}.json").read_text("utf-8")) for month in MONTHS}


@pytest.fixture(scope="module")
def cards(exported: dict[str, Any]) -> Cards:
    """Every card by month and agent."""
    return {(month, card["agent"]): card for month, export in exported.items() for card in export["cards"]}


@pytest.fixture(scope="module")
def expected() -> Cards:
    """What the oracle says."""
    return oracle.cards(TICKETS)


def test_every_ticket_is_stored_and_what_is_odd_is_named(imported: str) -> None:
    assert "2330 rows" in imported
    assert "0 with errors" in imported
    for odd in ("42 rows, Close time", "18 rows, Resolution time", "row 231"):
        assert odd in imported


def test_eight_agents_have_a_card_in_every_month(cards: Cards, expected: Cards) -> None:
    assert len(cards) == 96
    assert set(cards) == set(expected)


@pytest.mark.parametrize("month", MONTHS)
def test_every_figure_of_every_card_is_the_oracles(month: str, cards: Cards, expected: Cards) -> None:
    of_month = {key: card for key, card in cards.items() if key[0] == month}
    for key, card in of_month.items():
        assert figures(card) == expected[key], key


@pytest.mark.parametrize("month", MONTHS)
def test_ranks_follow_the_printed_totals(month: str, cards: Cards, expected: Cards) -> None:
    ranks = oracle.ranks({agent: Fraction(expected[month, agent]["total"]) for of, agent in expected if of == month})
    assert {agent: cards[month, agent]["rank"] for of, agent in cards if of == month} == ranks


@pytest.fixture
def lab(cards: Cards) -> Iterator[Lab]:
    """Over all twelve months: nothing changed, and a tenth of the weight moved from completion to satisfaction."""
    connection.set_tenant(Company.objects.get(schema_name="helpdesk"))
    version, account = PlanVersion.objects.get(code="standard", version=1), Account.objects.get()
    yield Lab(version, account, {"months": "12", "b.w0": "10", "b.w2": "35"})
    connection.set_schema_to_public()


def test_in_the_lab_the_unchanged_plan_changes_nobody_in_twelve_months(lab: Lab) -> None:
    unchanged = lab.columns[0].compared
    assert unchanged is not None
    assert (len(lab.cards), [month.cards for month in unchanged.months]) == (96, [8] * 12)
    assert list(unchanged.outcomes) == [card.outcome for card in lab.cards]
    assert (unchanged.up, unchanged.down, unchanged.cost, unchanged.least_tau) == (0, 0, Decimal(0), Decimal(1))


def test_in_the_lab_other_weights_give_everybody_what_the_oracle_gives(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavier = {"service_quality": 10, "customer_feedback": 35}
    others = [(code, heavier.get(code, weight), indicators) for code, weight, indicators in oracle.DIMENSIONS]
    monkeypatch.setattr(oracle, "DIMENSIONS", others)
    wanted, shifted = oracle.cards(TICKETS), lab.columns[1].compared
    assert shifted is not None
    by_engine = [rescore(card.by(lab.candidates[1].changed_plan()), {}).total for card in lab.cards]
    assert [one.total for one in shifted.outcomes] == by_engine
    for card, one in shifted.pairs:
        expected = wanted[str(card.month), card.name]
        assert (str(one.total), one.grade, str(one.coefficient)) == tuple(
            expected[name] for name in ("total", "grade", "coefficient")
        ), (card.month, card.name)
    assert shifted.up + shifted.down == len(lab.regraded) > 0


def test_cut_offs_and_months_are_those_of_utc(exported: dict[str, Any]) -> None:
    assert exported["2023-01"]["time_zone"] == "UTC"
    assert exported["2023-01"]["cutoff"] == "2023-02-04T00:00:00Z"


def test_the_same_file_again_changes_nothing(manage: CommandLine, exported: dict[str, Any]) -> None:
    said = manage(IMPORT)
    assert " 0 new, 0 changed" in said
    assert "0 too late" in said


def test_a_month_is_published_finalised_printed_and_paid(manage: CommandLine, cards: Cards, tmp_path: Path) -> None:
    """PDF and payroll of one month; figures of the payroll file are the oracle's."""
    month = ["helpdesk", "2023-05"]
    connection.set_tenant(Company.objects.get(schema_name="helpdesk"))
    ScoringSettings.objects.update(two_people_final=False)  # this company has one log-in
    connection.set_schema_to_public()
    manage(
        ["publish_month", *month, BY],
        ["finalise_month", *month, BY],
        ["render_cards", *month, f"--output={tmp_path}/cards"],
        ["export_payroll", *month, BY, f"--output={tmp_path}/grades.csv"],
    )
    assert len(list((tmp_path / "cards").glob("*.pdf"))) == 8
    text = (tmp_path / "grades.csv").read_text("utf-8-sig")
    for (of, agent), card in cards.items():
        if of == "2023-05":
            assert any(agent in line and card["total"] in line for line in text.splitlines()), agent


def test_the_ledger_is_sound_and_every_card_can_be_computed_again(
    manage: CommandLine, exported: dict[str, Any]
) -> None:
    manage(["recheck_cards", "helpdesk"], ["verify_ledger", "helpdesk"])


def figures(card: dict[str, Any]) -> dict[str, Any]:
    """The part of an exported card that the oracle knows."""
    return {
        "dimensions": [
            {
                **{name: dimension[name] for name in FIGURES},
                "indicators": [
                    {name: indicator[name] for name in INDICATOR_FIGURES} for indicator in dimension["indicators"]
                ],
            }
            for dimension in card["dimensions"]
        ],
        **{name: card[name] for name in ("subtotal", "total", "grade", "coefficient")},
    }
