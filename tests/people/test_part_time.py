"""Part-time postings: asked for once, they take the bonus base in proportion (SCORING §1, §7; IMPORTS §1)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from kpi_portal.lib.refusals import Refused
from people import posting
from people.models import Account, Posting, Site, UnpaidLeave
from records.models import MonthState
from scoring import closing
from scoring.models import Card
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month
from tests.visiting import visitor

HEAD = "工号,项目,起始日,结束日,工时比例\n"


@pytest.fixture
def postings(company: Company, tmp_path: Path) -> Sender:
    """Sends postings; 王芳 has none yet."""
    Posting.objects.filter(person__name="王芳").delete()
    return Sender(company, "postings", tmp_path)


def closed() -> Card:
    """王芳's card of October."""
    hr = Account.objects.get(username="hr")
    closing.run_close(closing.request_close(month=OCTOBER, by=hr, ring=False).pk)
    return Card.objects.get(is_current=True, agent__name="王芳")


@pytest.mark.parametrize("share", ["50%", "50", "0.5"])
def test_half_the_hours_are_half_the_bonus_base_and_all_the_days(postings: Sender, share: str) -> None:
    the_golden_month(person("王芳"))
    postings.send(f"{HEAD}A001,CH,2026-10-01,,{share}\n")
    card = closed()
    assert (card.posted_days, card.bonus_base, card.pay) == (31, Decimal("750.00"), Decimal("750.00"))
    with translation.override("en"):
        page = visitor("hr").get(f"/payroll/{OCTOBER}/").content.decode()
    assert "Part-time: 50 % of the bonus base." in page


def test_two_halves_at_two_sites_are_a_whole_and_a_half_after_it_counts_by_days(postings: Sender) -> None:
    the_golden_month(person("王芳"))
    said = postings.send(f"{HEAD}A001,CH,2026-10-01,,50%\nA001,YQ,2026-10-01,2026-10-20,50%\n")
    assert "is posted to" not in said
    card = closed()
    assert card.bonus_base == Decimal("1233.87")  # 1500 × (20 + 11 × 0.5) / 31
    assert card.posted_days == 31


def test_whoever_works_full_time_has_the_card_of_before(postings: Sender) -> None:
    the_golden_month(person("王芳"))
    postings.send("工号,项目,起始日\nA001,CH,2026-10-01\n")
    card = closed()
    assert (card.bonus_base, card.pay) == (Decimal(1500), Decimal(1500))
    assert "share" not in card.labels


def test_a_file_without_the_column_leaves_team_share_and_last_day_as_they_are(postings: Sender) -> None:
    postings.send("工号,项目,班组,起始日,结束日,工时比例\nA001,CH,一班,2026-09-01,2026-12-31,60%\n")
    assert "0 new, 0 changed, 1 unchanged" in postings.send("工号,项目,起始日\nA001,CH,2026-09-01\n")
    assert "1 changed" in postings.send(f"{HEAD}A001,CH,2026-09-01,,\n")
    kept = Posting.objects.get(person__name="王芳")
    assert (kept.team and kept.team.name, kept.last_day, kept.share) == ("一班", None, Decimal(100))


def test_full_time_at_two_sites_at_once_is_told_by_the_file_and_asked_by_the_page(postings: Sender) -> None:
    with translation.override("en"):
        said = postings.send("工号,项目,起始日\nA001,CH,2026-09-01\nA001,YQ,2026-10-12\n")
    assert "On 2026-10-12 the person is posted to 翠湖花园 too, full time at both." in said
    Posting.objects.filter(person__name="王芳", site__code="YQ").delete()
    asked: dict[str, Any] = {
        "person": person("王芳"),
        "post": "agent",
        "site": Site.objects.get(code="YQ"),
        "team": None,
    }
    more: dict[str, Any] = {"first_day": OCTOBER.first_day, "by": Account.objects.get(username="hr")}
    with pytest.raises(Refused) as refusal:
        posting.post(**asked, **more)
    assert refusal.value.code == "posted_twice"
    assert posting.post(**asked, **more, share=Decimal(50)).share == 50


def test_the_page_takes_a_share_and_shows_it(postings: Sender) -> None:
    browser = visitor("administrator")
    pk = person("王芳").pk
    content = {"post": "agent", "share": "40", "first_day": "2026-10-01"}
    browser.post(f"/people/{pk}/post/", content)
    assert Posting.objects.get(person=pk).share == 40
    assert "40 % of full time" in browser.get(f"/people/{pk}/").content.decode()


def test_the_share_of_a_final_month_is_shut(postings: Sender) -> None:
    postings.send("工号,项目,起始日\nA001,CH,2026-10-01\n")
    bring_to(MonthState.FINAL, OCTOBER)
    with translation.override("en"):
        said = postings.refused(f"{HEAD}A001,CH,2026-10-01,,50%\n")
    assert "This would change days of 2026-10, which is final" in said


def test_a_share_that_changes_within_the_month_and_leave_within_it(postings: Sender) -> None:
    the_golden_month(person("王芳"))
    postings.send(f"{HEAD}A001,CH,2026-10-01,2026-10-10,50%\nA001,CH,2026-10-11,,\n")
    UnpaidLeave.objects.create(person=person("王芳"), first_day=date(2026, 10, 9), last_day=date(2026, 10, 13))
    card = closed()
    assert card.posted_days == 26
    assert card.bonus_base == Decimal("1269.23")  # 1500 × (8 × 0.5 + 18) / 26
    assert card.pay == Decimal("1064.52")  # 1500 × (8 × 0.5 + 18) / 31: by the days that were posted and worked


def test_two_shares_at_one_site_on_one_day_are_refused_by_file_and_page(postings: Sender) -> None:
    postings.send(f"{HEAD}A001,CH,2026-10-01,,\n")
    with translation.override("en"):
        said = postings.refused(f"{HEAD}A001,CH,2026-10-11,,50%\n")
    assert "On 2026-10-11 the person is posted there already, since 2026-10-01 for 100 % of full time." in said
    asked: dict[str, Any] = {"post": "agent", "site": Site.objects.get(code="CH"), "team": None}
    by = Account.objects.get(username="hr")
    with pytest.raises(Refused) as refusal:
        posting.post(person=person("王芳"), **asked, first_day=date(2026, 10, 11), share=Decimal(50), by=by)
    assert refusal.value.code == "two_shares"
    for rows in ("A001,CH,2026-10-11,,50%\nA001,CH,2026-10-01,2026-10-10,\n",):
        assert "1 new, 1 changed" in postings.send(f"{HEAD}{rows}")
