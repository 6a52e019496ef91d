"""A final month shows for ever the words it was printed with, whoever bears the number today (SCORING §9, labels)."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from kpi_portal.lib.company_connection import connection
from people.models import Person, Posting, Site, Team
from scoring import closing, rechecking
from scoring.models import Card
from tenants.models import Company
from tests.months import closer
from tests.reports import golden_october
from tests.scoring.month_of_facts import OCTOBER
from tests.visiting import visitor


def give_her_number_to_somebody_else(agent: Person) -> None:
    Person.objects.filter(pk=agent.pk).update(staff_number=None, name="王芳（已离职）", is_active=False)
    Person.objects.create(name="赵新", staff_number="A001")


def rename_where_she_worked() -> None:
    for renamed in (*Team.objects.all(), *Site.objects.all()):
        renamed.name = f"改名的 {renamed.pk}"
        renamed.save()


def payroll(tmp_path: Path) -> list[list[str]]:
    call_command("export_payroll", "acme", "2026-10", by="hr", output=tmp_path / "grades.csv")
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_leavers_number_given_to_somebody_else_renames_no_final_card(final: Card, tmp_path: Path) -> None:
    before = payroll(tmp_path)
    give_her_number_to_somebody_else(final.agent)
    rename_where_she_worked()

    assert payroll(tmp_path) == before
    page = visitor("hr").get(reverse("reports:card", args=[OCTOBER, final.agent_id])).content.decode()
    assert "王芳" in page
    assert "A001" in page
    assert not any(word in page for word in ("赵新", "已离职", "改名的"))
    call_command("export_cards", "acme", "2026-10", output=tmp_path / "cards.json")
    exported = json.loads((tmp_path / "cards.json").read_text("utf-8"))["cards"]
    assert [card["name"] for card in exported if card["agent"] == "A001"] == ["王芳"]


def test_a_card_that_is_not_final_takes_the_words_of_its_next_close(computed: Card) -> None:
    Person.objects.filter(pk=computed.agent_id).update(name="王芳芳")
    computed.refresh_from_db()
    assert computed.label.name == "王芳"

    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)

    computed.refresh_from_db()
    assert (computed.version, computed.label.name) == (1, "王芳芳")


def test_a_close_that_says_the_same_leaves_the_labels_alone(computed: Card) -> None:
    before = computed.labels
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    computed.refresh_from_db()
    assert computed.labels == before
    assert before["post"] == Posting.Post.AGENT


@pytest.mark.usefixtures("superuser")
def test_what_went_past_the_triggers_is_found_by_recheck_and_ledger(company: Company) -> None:
    golden_october.close()
    golden_october.publish()
    final = golden_october.make_final()
    assert rechecking.recheck(OCTOBER).problems == ()
    for change in ("pay = 99", "rank = 2", 'labels = labels || \'{"name": "x"}\'', "bonus_base = 1, pay = 1.00"):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT clean")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(f"UPDATE scoring_card SET {change} WHERE id = %s", [final.pk])
            assert rechecking.recheck(OCTOBER).problems, change
            cursor.execute("ROLLBACK TO SAVEPOINT clean")
