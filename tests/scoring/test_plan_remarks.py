"""The publish checks beside a draft: each linked to its place, mended or left with a reason; the company may refuse."""

from html import unescape

import pytest
import time_machine
from django.test import Client

from records.models import AuditEntry
from scoring.models import PlanVersion, ScoringSettings
from scoring.plans import drafts
from scoring.plans.remarks import remarks
from tests.months import publisher
from tests.scoring.month_of_facts import MIDDLE
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
SAID = "Innovation has weight 5.00, outside 10–40."


@pytest.fixture
def hr() -> Client:
    return visitor("hr")


@pytest.fixture
def draft(company: object) -> PlanVersion:
    made = drafts.adopt_preset(preset="standard", by=publisher())

    def lighter(document: drafts.Document) -> drafts.Document:
        document["dimensions"][5]["weight"], document["dimensions"][0]["weight"] = "5.00", "25.00"
        del document["dimensions"][0]["indicators"][0]["rubric"]
        return document

    return drafts.change_draft(draft=made, by=publisher(), change=lighter)


def page(hr: Client, draft: PlanVersion, part: str = "edit") -> str:
    return unescape(hr.get(f"/plans/{draft.pk}/{part}/").content.decode())


def acknowledge(hr: Client, draft: PlanVersion, subject: str, check: str, reason: str) -> None:
    sent = {"check": check, "subject": subject, "reason": reason}
    assert hr.post(f"/plans/{draft.pk}/acknowledge/", sent).status_code == 302


def test_each_remark_leads_to_its_place(hr: Client, draft: PlanVersion) -> None:
    shown = page(hr, draft)
    assert SAID in shown
    assert f'href="/plans/{draft.pk}/edit/#row-innovation"' in shown
    assert f'href="/plans/{draft.pk}/edit/?edit=service_quality.completion_rate#edit"' in shown
    assert "completion_rate has" not in shown


def test_a_remark_is_left_with_a_reason_that_stands_in_the_plan_and_can_be_taken_back(
    hr: Client, draft: PlanVersion
) -> None:
    acknowledge(hr, draft, "innovation", "weight_outside_band", "今年重点是响应。")
    draft.refresh_from_db()
    assert [remark.reason for remark in remarks(draft).explained] == ["今年重点是响应。"]
    assert "今年重点是响应。" in page(hr, draft, "publish")
    assert AuditEntry.objects.filter(verb="scoring.change_draft").count() == 2
    acknowledge(hr, draft, "innovation", "weight_outside_band", " ")
    draft.refresh_from_db()
    assert not remarks(draft).explained
    acknowledge(hr, draft, "growth", "weight_outside_band", "没有这条提醒")
    draft.refresh_from_db()
    assert not remarks(draft).explained


@time_machine.travel(MIDDLE)
def test_a_company_that_refuses_publishes_only_what_is_mended_or_explained(hr: Client, draft: PlanVersion) -> None:
    ScoringSettings.objects.update(publish_checks="refuse")
    assert "outside 10–40" in page(hr, draft, "publish")
    hr.post(f"/plans/{draft.pk}/publish/")
    draft.refresh_from_db()
    assert draft.is_draft
    acknowledge(hr, draft, "innovation", "weight_outside_band", "今年重点是响应。")
    acknowledge(hr, draft, "completion_rate", "no_rubric", "随工单系统说明。")
    hr.post(f"/plans/{draft.pk}/publish/")
    draft.refresh_from_db()
    assert not draft.is_draft


@time_machine.travel(MIDDLE)
def test_a_company_that_warns_publishes_with_remarks(hr: Client, draft: PlanVersion) -> None:
    hr.post(f"/plans/{draft.pk}/publish/")
    draft.refresh_from_db()
    assert not draft.is_draft


def test_a_sum_and_a_grade_that_block_lead_to_where_they_are_mended(hr: Client, draft: PlanVersion) -> None:
    def broken(document: drafts.Document) -> drafts.Document:
        document["red_lines"]["cap"] = "Z"
        document["dimensions"][6]["indicators"] = []
        return document

    drafts.change_draft(draft=draft, by=publisher(), change=broken)
    shown = page(hr, draft)
    assert f'href="/plans/{draft.pk}/edit/rules/"' in shown
    assert "Dimension Growth has no indicator" in shown
    assert f'href="/plans/{draft.pk}/edit/#row-growth"' in shown


def test_the_administrator_sets_what_the_checks_do() -> None:
    visitor("administrator").post("/settings/plan_checks/", {"publish_checks": "refuse"})
    assert ScoringSettings.of_the_company().publish_checks == "refuse"
    visitor("administrator").post("/settings/windows/", {"red_line_days": 5, "review_days": 2})
    assert ScoringSettings.of_the_company().publish_checks == "refuse"
