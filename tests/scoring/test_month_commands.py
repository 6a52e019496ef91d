"""The commands of the close: what they write, and one clear sentence where they refuse."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from people.models import Account
from records.models import AuditEntry
from tenants.models import Company
from tests.months import second_hr
from tests.scoring.month_of_facts import person, the_golden_month

pytestmark = pytest.mark.usefixtures("company")


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_a_month_goes_from_facts_to_final_by_commands(company: Company, tmp_path: Path) -> None:
    the_golden_month(person("王芳"))
    assert "3 cards" in run("close_month", "acme", "2026-10", "--by", "hr", "--inline")
    assert "published" in run("publish_month", "acme", "2026-10", "--by", "hr")
    second_hr()
    assert "final" in run("finalise_month", "acme", "2026-10", "--by", "hr2")
    file = tmp_path / "cards.json"
    run("export_cards", "acme", "2026-10", "--output", str(file))
    exported = json.loads(file.read_text(encoding="utf-8"))
    assert exported["state"] == "final"
    assert [card["total"] for card in exported["cards"] if card["agent"] == "A001"] == ["82.31"]
    assert "3 cards recomputed" in run("recheck_cards", "acme", "2026-10")
    assert "3 entries are sound" in run("verify_ledger", "acme")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("close_month", "nobody", "2026-10"), "There is no company “nobody”."),
        (("close_month", "acme", "2026-13"), "“2026-13” is not a month"),
        (("close_month", "acme", "2999-01", "--by", "hr", "--inline"), "2999-01"),
        (("publish_month", "acme", "2026-10", "--by", "hr"), "2026-10"),
        (("close_month", "acme", "2026-10"), "say who with --by"),
        (("import_evidence", "acme", "people", "people.csv"), "say who with --by"),
        (("import_evidence", "acme", "bonus_bases", "x.csv", "--by", "administrator"), "“administrator” may not"),
        (("export_payroll", "acme", "2026-10", "--output", "pay.csv"), "say who with --by"),
        (("export_payroll", "acme", "2026-10", "--output", "pay.csv", "--by", "supervisor"), "“supervisor” may not"),
        (("close_month", "acme", "2026-10", "--by", "supervisor"), "“supervisor” may not"),
        (("publish_month", "acme", "2026-10"), "say who with --by"),
        (("publish_month", "acme", "2026-10", "--by", "administrator"), "“administrator” may not"),
        (("finalise_month", "acme", "2026-10", "--by", "supervisor"), "“supervisor” may not"),
        (("publish_month", "acme", "2026-10", "--by", "nobody"), "no active log-in “nobody”"),
        (("finalise_month", "acme", "2026-10", "--by", "hr"), "2026-10"),
        (("export_cards", "acme", "2026-10", "--output", "cards.json"), "no cards of 2026-10"),
        (("recheck_cards", "acme"), "There are no cards."),
        (("verify_ledger", "acme", "--head", "KPI1.1.00.2026-10.AAAA"), "1 problems in 0 entries."),
    ],
)
def test_bad_input_ends_with_one_sentence(company: Company, command: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*command)


def test_a_company_with_one_log_in_need_not_name_it(company: Company) -> None:
    the_golden_month(person("王芳"))
    Account.objects.exclude(username="hr").update(is_active=False)
    assert "3 cards" in run("close_month", "acme", "2026-10", "--inline")
    assert AuditEntry.objects.get(verb="scoring.close_month").actor == Account.objects.get(username="hr")


def test_the_only_log_in_needs_the_right_too(company: Company) -> None:
    Account.objects.exclude(username="supervisor").update(is_active=False)
    with pytest.raises(CommandError, match="“supervisor” may not"):
        run("close_month", "acme", "2026-10", "--inline")
