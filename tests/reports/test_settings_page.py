"""Everything a company chooses stands on one page, each group with its form, its verb and who changed it last."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.company_connection import connection as company_connection
from kpi_portal.lib.month import Month
from people.models import Account
from records import months
from records.models import AuditEntry
from reports.inbox import telling
from reports.models import MessageSettings
from reports.settings_page.groups import GROUPS
from scoring import closing, publishing
from scoring.forms import SettingsForm
from scoring.models import ScoringSettings
from tenants.models import Company
from tests.months import closer
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import OCTOBER, answer, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NOVEMBER = datetime(2026, 11, 20, 4, tzinfo=UTC)
FACE = {"name": "翠湖服务", "brand_mark": "翠", "brand_color": "#0a7d5c"}


def page(who: str = "administrator") -> str:
    return words(visitor(who).get("/settings/").content)


def post(group: str, who: str = "administrator", **values: object) -> int:
    return visitor(who).post(f"/settings/{group}/", values).status_code


def test_each_group_says_what_it_does_what_holds_and_who_changed_it_last() -> None:
    before = page()
    assert all(str(group.title) in before for group in GROUPS)
    assert "Last day to set targets 5" in before
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        assert post("targets", target_freeze_day=8, target_ease=20) == 302
    with time_machine.travel(datetime(2026, 12, 9, 4, tzinfo=UTC)):  # what is frozen is not thawed
        assert post("targets", target_freeze_day=20, target_ease=20) == 200
    assert "Last day to set targets 8 How much easier a target may be (%) 20 changed" in page()
    assert "by 孙安 · in the audit" in page()
    assert "changed" not in page().partition("Time that people have")[2].partition("Second persons")[0]


def test_what_is_refused_stands_at_its_field_and_nothing_else_of_the_rules_changes() -> None:
    answer = visitor("administrator").post("/settings/targets/", {"target_freeze_day": 40, "target_ease": 20})
    assert 'value="40"' in answer.content.decode()
    assert post("second_person", two_people_plans="on") == 302
    rules = ScoringSettings.of_the_company()
    assert (rules.two_people_plans, rules.two_people_final, rules.target_freeze_day) == (True, False, 5)


def test_hr_reads_all_of_it_and_changes_only_what_is_hrs() -> None:
    shown = visitor("hr").get("/settings/").content.decode()
    assert 'href="/months/by-themselves/"' in shown
    assert 'href="/settings/targets/"' not in shown
    assert "in the audit" not in shown
    for group in GROUPS:
        if group.form is not None:
            assert post(group.code, "hr") == 403
    assert visitor("supervisor").get("/settings/").status_code == 403


def test_every_rule_of_months_stands_in_one_group() -> None:
    named = [field for group in GROUPS for field in group.acts.get("scoring.change_settings", ())]
    assert sorted(named) == sorted(SettingsForm.Meta.fields)


def test_the_face_changes_everywhere_at_once_and_only_the_own(company: Company) -> None:
    assert post("brand", **FACE) == 302
    assert "翠湖服务" in page("hr")
    assert "--brand:#097657" in visitor("hr").get("/brand.css").content.decode()
    assert AuditEntry.objects.get(verb="people.change_face").detail["changed"]["name"] == ["翠湖物业", "翠湖服务"]
    assert Company.objects.get(schema_name="birch").name == "白桦物业"
    assert post("brand", **(FACE | {"brand_color": "green"})) == 200


def test_the_database_lets_a_company_change_no_other_face(company: Company) -> None:
    another = f"SET ROLE \"kpi.{company.schema_name}\"; SELECT public.kpi_change_face('birch', 'x', 'x', '#000000')"
    with pytest.raises(ProgrammingError, match="own face only"), transaction.atomic():
        connection.cursor().execute(another)
    assert Company.objects.get(schema_name="birch").name == "白桦物业"


def test_a_colour_that_cannot_be_read_is_shown_as_what_it_becomes() -> None:
    shown = visitor("administrator").get("/settings/brand/preview/", FACE | {"brand_color": "#ffee88"}).content
    assert "Hard to read as chosen (contrast 1.1 to 1), so it is shown as #" in words(shown)
    assert "Easy to read as chosen" in words(shown)  # on dark ground


def test_another_clock_holds_from_the_next_month_and_the_months_tile_time() -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        november = months.record_for(Month(2026, 11))
        assert post("zone", time_zone="Asia/Dubai") == 302
        assert months.zone_for(Month(2026, 11)).key == "Asia/Shanghai"
        december = months.record_for(Month(2026, 12))
        november.refresh_from_db()
        assert december.time_zone == "Asia/Dubai"
        assert november.ends_at == december.starts_at
        assert (november.cutoff_at - november.ends_at).total_seconds() == 72 * 3600
        assert post("zone", time_zone="Mars/Base") == 200
        assert "Time zone Dubai" in page()


def test_the_page_costs_few_statements() -> None:
    browser = visitor("administrator")
    browser.get("/settings/")
    with CaptureQueriesContext(company_connection) as asked:
        browser.get("/settings/")
    statements = [query["sql"] for query in asked if "search_path" not in query["sql"]]
    assert len(statements) <= 18, [statement[:90] for statement in statements]


@pytest.mark.parametrize(
    ("rule", "top", "seen"),
    [("own", 10, {"王芳"}), ("all", 10, {"王芳", "李静", "周倩"}), ("top", 1, {"李静", "王芳"})],
)
def test_agents_see_as_much_of_the_ranking_as_the_company_shows(rule: str, top: int, seen: set[str]) -> None:
    the_golden_month(person("王芳"))
    for name, rating in (("李静", 5), ("周倩", 3)):
        for _answer in range(5):
            answer(person(name), rating)
    assert post("ranks", rank_visibility=rule, rank_top=top) == 302
    run = closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    assert visitor("agent").get("/ranking/2026-10/").status_code == 404  # nobody sees a rank before publication
    publishing.publish_month(month=OCTOBER, by=closer())
    assert run.cards.exclude(rank=None).count() == 3
    shown = words(visitor("agent").get("/ranking/2026-10/").content).partition("Ranking ")[2]
    assert {name for name in ("王芳", "李静", "周倩") if name in shown.partition("Rank Name")[2]} == seen
    assert "82.31" not in shown
    assert 'href="/ranking/2026-10/"' in visitor("agent").get("/card/", follow=True).content.decode()


def test_a_new_log_in_is_told_as_the_company_chose_and_whoever_chose_keeps_the_own(company: Company) -> None:
    chosen: dict[str, Any] = {"how": "at_once", "hour": 9, "quiet_from": 20, "quiet_until": 8}
    own = chosen | {"how": "never", "language": "zh-hans"}
    visitor("agent").post("/messages/", own)
    assert post("messages", **chosen) == 302
    page_of = visitor("supervisor").get("/messages/").content.decode()
    assert re.search(r'value="at_once"[^>]*checked', page_of)
    assert re.search(r'value="never"[^>]*checked', visitor("agent").get("/messages/").content.decode())
    Account.objects.update(email="x@example.com")
    telling.promise_due()
    rows = dict(MessageSettings.objects.values_list("account__username", "how"))
    assert (rows["supervisor"], rows["agent"]) == ("at_once", "never")


def test_the_audit_says_what_changed_by_the_names_of_the_fields_and_nobody_reads_a_key() -> None:
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        post("targets", target_freeze_day=8, target_ease=25)
    post("second_person", two_people_plans="on")
    visitor("hr").post("/months/by-themselves/", {"is_on": "on", "wait": 1, "unit": "days", "at": "02:00"})
    shown = words(visitor("administrator").get("/audit/").content)
    assert "Last day to set targets 5 → 8" in shown
    assert "A second person makes a month final yes → no" in shown
    assert "Months close by themselves no → yes · in the name of changed" in shown
    narrowed = words(visitor("administrator").get("/audit/?q=rules+of+months").content)
    assert "Last day to set targets" in narrowed
    assert "close by themselves" not in narrowed
