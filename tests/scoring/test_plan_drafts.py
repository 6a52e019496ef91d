"""Drafts of plans: begun from a preset or a version, meant for somebody, published by somebody who answers for it."""

import pytest
import time_machine
from django.test import Client

from kpi_portal.lib.month import Month
from people.models import Account, Posting, Site
from records.models import AuditEntry
from scoring.engine.presets import PRESETS, load_preset
from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion, ScoringSettings
from scoring.plans import drafts, scored_people, versions
from scoring.plans.versions import For
from tests.months import publisher, second_hr
from tests.refusals import refused
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, START, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")

HASHES = {
    "standard": "f8f6851c843d35a3303f4d9aa55dd639554a5fc17c1b9a93b6f1eff5f768a3f8",
    "premium": "612170608d74921d93fa8e9f5bec17e436f1522fb21ffca10c15811e99251691",
    "commercial": "a287df1a74f319e6c2170030019a07b586a8b915dee1eb15f501072668b6f557",
}
"""What cards of closed months name: a shipped plan keeps its hash whatever is added to documents."""


@pytest.fixture
def hr() -> Client:
    return visitor("hr")


def draft_of(code: str = "standard") -> PlanVersion:
    found: PlanVersion = PlanVersion.objects.filter(code=code, state="draft").latest("pk")
    return found


def published(code: str, whom: For, valid_from: Month = OCTOBER) -> PlanVersion:
    draft = drafts.adopt_preset(preset=code, by=publisher())
    return versions.publish_plan(plan=draft, valid_from=valid_from, by=publisher(), whom=whom)


def test_a_preset_is_a_draft_with_one_click_and_in_force_with_another(hr: Client) -> None:
    with time_machine.travel(MIDDLE):
        assert "Standard residential" in hr.get("/plans/new/").content.decode()
        hr.post("/plans/new/", {"preset": "premium"})
        draft = draft_of("premium")
        assert (draft.version, draft.begins, draft.site_kind) == (2, OCTOBER.next, "premium")
        page = hr.get(f"/plans/{draft.pk}/publish/").content.decode()
        assert "it scores 0 agents" in page
        hr.post(f"/plans/{draft.pk}/publish/")
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", publisher())
    assert versions.in_force(OCTOBER.next).by_scope[draft.scope] == draft


def test_a_version_is_copied_meant_for_one_site_and_thrown_away(hr: Client) -> None:
    site, one = Site.objects.get(code="CH"), PlanVersion.objects.get(code="standard")
    hr.post(f"/plans/{one.pk}/copy/")
    draft = draft_of()
    assert (draft.version, draft.based_on, draft.document) == (2, one, one.document)
    answer = hr.post(f"/plans/{draft.pk}/for/", {"valid_from": "2027-01", "site": site.pk, "site_kind": "premium"})
    assert "choose the site or the kind" in answer.content.decode()
    hr.post(f"/plans/{draft.pk}/for/", {"valid_from": "2027-01", "site": site.pk})
    draft.refresh_from_db()
    assert (draft.site, draft.begins) == (site, Month(2027, 1))
    assert {each.name for each in scored_people.concerned(draft)} == {"王芳", "李静"}
    assert "翠湖花园" in hr.get(f"/plans/{draft.pk}/").content.decode()
    hr.post(f"/plans/{draft.pk}/delete/", {"sure": "yes"})
    assert not PlanVersion.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.get(verb="scoring.delete_draft").detail["document"]["code"] == "standard"


def test_a_plan_of_its_own_ranks_apart_and_asks_for_no_code(hr: Client) -> None:
    one = PlanVersion.objects.get(code="standard")
    hr.post(f"/plans/{one.pk}/copy/", {"own": "yes"})
    hr.post(f"/plans/{one.pk}/copy/", {"own": "yes"})
    assert set(PlanVersion.objects.filter(code__startswith="plan-").values_list("code", "version")) == {
        ("plan-1", 1),
        ("plan-2", 1),
    }
    assert versions.read(draft_of("plan-1")).code == "plan-1"


def test_only_hr_begins_changes_and_publishes(hr: Client) -> None:
    hr.post("/plans/new/", {"preset": "standard"})
    draft = draft_of()
    for who in ("administrator", "supervisor", "agent"):
        browser = visitor(who)
        assert browser.post("/plans/new/", {"preset": "standard"}).status_code == 403
        for act in ("copy", "for", "delete", "publish"):
            assert browser.post(f"/plans/{draft.pk}/{act}/").status_code == 403
    assert visitor("agent").get(f"/plans/{draft.pk}/").status_code == 404


@time_machine.travel(MIDDLE)
def test_somebody_answers_for_a_plan_and_nobody_publishes_for_themselves() -> None:
    draft = drafts.adopt_preset(preset="standard", by=publisher())
    with refused("nobody"):
        versions.publish_plan(plan=draft, valid_from=OCTOBER.next, by=None)
    posting = Posting.objects.create(person=publisher().person, site=Site.objects.get(code="CH"), first_day=MIDDLE)
    with refused("for_oneself"):
        versions.publish_plan(plan=draft, valid_from=OCTOBER.next, by=publisher())
    elsewhere = For(site=Site.objects.get(code="YQ"))
    assert versions.publish_plan(plan=draft, valid_from=OCTOBER.next, by=publisher(), whom=elsewhere)
    posting.delete()


@time_machine.travel(MIDDLE)
def test_where_the_company_says_so_a_second_person_publishes(hr: Client) -> None:
    ScoringSettings.objects.update(two_people_plans=True)
    other = second_hr()
    hr.post("/plans/new/", {"preset": "standard"})
    draft = draft_of()
    assert "a second person publishes it" in hr.post(f"/plans/{draft.pk}/publish/").content.decode()
    assert versions.publish_plan(plan=draft, valid_from=OCTOBER.next, by=other).published_by == other


@time_machine.travel(START)
def test_the_most_specific_plan_is_of_the_site_then_of_its_kind_then_of_the_company() -> None:
    lake = Site.objects.get(code="CH")
    kind, at_site = published("premium", For(site_kind="residential")), published("commercial", For(site=lake))
    posts = published("standard", For(post="agent"))
    agents, led = published("standard", For(site=lake, post="agent")), published("premium", For(post="supervisor"))
    found = versions.in_force(OCTOBER)
    wang, zhou = (Posting.objects.get(person__name=name) for name in ("王芳", "周倩"))
    assert (found.of(wang), found.of(zhou)) == (agents, kind)
    del found.by_scope[agents.scope]
    assert found.of(wang) == at_site
    del found.by_scope[kind.scope]
    assert found.of(zhou) == posts
    leads = Posting(person=person("沈立"), site=lake, post="supervisor", first_day=OCTOBER.first_day)
    assert found.of(leads) == led
    del found.by_scope[led.scope]
    assert found.of(leads) is None


def test_a_published_version_is_not_changed_by_any_verb() -> None:
    one, by = PlanVersion.objects.get(code="standard"), Account.objects.get(username="hr")
    with refused("published"):
        drafts.change_draft(draft=one, by=by, change=lambda document: document | {"ranking_minimum_days": 1})
    with refused("published"):
        drafts.mean_for(draft=one, by=by, valid_from=OCTOBER, whom=For())
    with refused("published"):
        drafts.delete_draft(draft=one, by=by)


def test_what_was_changed_is_in_the_audit_by_name_not_by_place() -> None:
    draft = drafts.adopt_preset(preset="standard", by=publisher())

    def lighter(document: drafts.Document) -> drafts.Document:
        document["dimensions"][5]["weight"] = "5.00"
        return document

    drafts.change_draft(draft=draft, by=publisher(), change=lighter)
    drafts.change_draft(draft=draft, by=publisher(), change=lighter)
    entry = AuditEntry.objects.get(verb="scoring.change_draft")
    assert entry.detail == {"changed": {"dimensions.innovation.weight": ["10.00", "5.00"]}}


@pytest.mark.parametrize("code", sorted(HASHES))
def test_the_shipped_plans_keep_their_hashes(code: str) -> None:
    assert code in PRESETS
    assert load_preset(code, definitions()).plan_hash == HASHES[code]
