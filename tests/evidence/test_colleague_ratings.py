"""Members of a team rate each other in confidence, who leads rates the members by name."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from evidence.ratings import rules
from evidence.ratings.models import DepartmentRating, PeerRating, RatingRules, SupervisorRating
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Role, Site, Team
from records import months
from records.models import AuditEntry
from reports.inbox.asking import inbox_of
from scoring.engine.presets import load_preset
from scoring.indicators.catalogue import definitions
from scoring.measuring import Parameters, gather
from scoring.running.month import until
from tenants.models import Company
from tests.importing import Sender
from tests.scoring.measuring import evidence, figures
from tests.scoring.month_of_facts import rate
from tests.visiting import visitor

OCTOBER = Month(2026, 10)
LATE, AFTER = datetime(2026, 10, 29, 2, tzinfo=UTC), datetime(2026, 11, 5, 2, tzinfo=UTC)
PEERS, TEAM, SHOWN = (
    "/evidence/ratings/peers/2026-10/",
    "/evidence/ratings/team/2026-10/",
    "/evidence/ratings/colleagues/2026-10/",
)


@pytest.fixture(autouse=True)
def _in_october(company: Company) -> Iterator[None]:
    """Two more in the first team: 王芳 has three peers."""
    for number in ("A011", "A012"):
        person = Person.objects.create(name=f"同事{number}", staff_number=number)
        Account.objects.create(username=number.lower(), person=person, roles=[Role.AGENT])
        team, site = Team.objects.get(name="一班"), Site.objects.get(code="CH")
        Posting.objects.create(person=person, team=team, site=site, first_day=OCTOBER.first_day)
    with time_machine.travel(LATE, tick=False):
        yield


def wang() -> Person:
    return Person.objects.get(staff_number="A001")


def said(rating: int, comment: str = "") -> dict[str, str]:
    return {f"agent-{wang().pk}-rating": str(rating), f"agent-{wang().pk}-comment": comment}


def rated(*ratings: tuple[str, int, str]) -> None:
    for username, rating, comment in ratings:
        assert visitor(username).post(PEERS, said(rating, comment)).status_code == 302, username


THREE = (("second_agent", 5, ""), ("a011", 5, "肯帮忙"), ("a012", 3, "有时不配合"))


def everything_shown(client: Client) -> str:
    """What pages and files say of the ratings of October."""
    files = [client.get(f"{SHOWN}export.csv").content.decode("utf-8-sig"), client.get(SHOWN).content.decode()]
    return " ".join(files)


def test_the_others_of_the_team_rate_and_nobody_else() -> None:
    page = visitor("second_agent").get(PEERS).content.decode()
    assert [name in page for name in ("王芳", "同事A011", "周倩")] == [True, True, False]
    assert f"agent-{wang().pk}-rating" not in visitor("agent").get(PEERS).content.decode()
    assert visitor("other_agent").post(PEERS, said(5)).status_code == 302
    assert not PeerRating.objects.exists()


def test_nothing_is_shown_or_counted_before_three_have_rated_and_the_cut_off_is_over() -> None:
    rated(*THREE[:2])
    with time_machine.travel(AFTER, tick=False):
        assert figures(wang(), "peer_rating") is None
        assert "肯帮忙" not in everything_shown(visitor("hr"))
    rated(THREE[2])
    for who in ("agent", "supervisor", "hr"):
        assert "肯帮忙" not in everything_shown(visitor(who)), who
    with time_machine.travel(AFTER, tick=False):
        for who in ("agent", "supervisor", "hr"):
            text = everything_shown(visitor(who))
            assert ("4.33" in text, "肯帮忙" in text) == (True, True), who
            assert not {"李静", "同事A011", "同事A012"} & set(text.replace(",", " ").split()), who
        assert figures(wang(), "peer_rating") == (13, 15, 3)


def test_the_running_month_counts_nothing_of_it_nor_of_what_departments_say() -> None:
    rated(*THREE)
    rate(wang(), "security", 4)
    measuring = load_preset("standard", definitions()).measuring
    default = Parameters(measuring.response_cap_minutes, measuring.pass_mark)
    record = months.record_for(OCTOBER)
    for instant, counted in ((LATE, 0), (record.ends_at, 0), (record.cutoff_at, 3)):
        found = gather(until(record, instant), default=default, own={}, indicators=["peer_rating", "collaboration"])
        assert (found.facts["peer_rating"], found.facts["collaboration"] > 0) == (counted, counted > 0), instant


def test_what_was_promised_holds_when_the_company_asks_for_fewer_afterwards() -> None:
    hr = Account.objects.get(username="hr")
    rules.change(by=hr, minimum_raters=4)
    rated(*THREE)
    rules.change(by=hr, minimum_raters=3)
    assert RatingRules.of_the_company().minimum_raters == 3
    with pytest.raises(ValidationError, match="3"):  # of two, one who reads the mean knows the other
        rules.change(by=hr, minimum_raters=2)
    assert figures(wang(), "peer_rating") is None
    assert not PeerRating.objects.of_enough().exists()


def test_the_audit_says_that_somebody_rated_and_not_whom() -> None:
    rated(THREE[2])
    (entry,) = AuditEntry.objects.filter(verb="evidence.rate_peers")
    assert (entry.subject_type, entry.detail) == ("records.monthrecord", {"month": "2026-10"})
    assert not AuditEntry.objects.filter(subject_type="evidence.peerrating").exists()


def test_it_is_saved_as_it_is_filled_in_and_a_low_rating_says_why() -> None:
    other = Person.objects.get(staff_number="A011")
    both = {**said(2), f"agent-{other.pk}-rating": "4", f"agent-{other.pk}-comment": ""}
    page = visitor("second_agent").post(PEERS, both, headers={"HX-Request": "true"}).content.decode()
    assert "1 and 2 need a comment" in page.partition('id="progress"')[2].partition("</p>")[0]
    assert list(PeerRating.objects.values_list("agent", flat=True)) == [other.pk]
    rated(("second_agent", 2, "交接不清"), ("second_agent", 4, "好多了"))
    standing = PeerRating.objects.standing().get(agent=wang())
    assert (standing.rating, standing.comment, standing.revision) == (4, "好多了", 2)


def test_after_the_cut_off_peers_rate_no_more() -> None:
    with time_machine.travel(AFTER, tick=False):
        page = visitor("second_agent").post(PEERS, said(5)).content.decode()
    assert "The ratings of this month are closed." in page
    assert not PeerRating.objects.exists()


def test_who_leads_rates_the_members_by_name() -> None:
    assert visitor("supervisor").post(TEAM, said(4, "稳重")).status_code == 302
    assert f"agent-{wang().pk}-rating" not in visitor("other_supervisor").get(TEAM).content.decode()
    page = visitor("agent").get(SHOWN).content.decode()
    assert ("稳重" in page, "沈立" in page) == (True, True)
    assert "稳重" not in everything_shown(visitor("second_agent"))
    assert figures(wang(), "supervisor_rating") == (4, 5, 1)
    assert SupervisorRating.objects.get().recorded_by == Account.objects.get(username="supervisor")


def test_they_are_asked_near_the_months_end_where_the_company_wants_it() -> None:
    now = LATE.astimezone(months.company_zone())

    def asked(username: str) -> set[str]:
        tasks = inbox_of(Account.objects.get(username=username), now).tasks()
        return {task.key for _asked, task in tasks} & {"rate_peers:2026-10", "rate_team:2026-10"}

    assert not asked("second_agent") | asked("supervisor")
    rules.change(by=Account.objects.get(username="hr"), asks_peers=True, asks_leaders=True)
    assert (asked("second_agent"), asked("supervisor")) == ({"rate_peers:2026-10"}, {"rate_team:2026-10"})


def test_a_questionnaire_comes_in_as_a_file_and_nobody_rates_themselves(company: Company, tmp_path: Path) -> None:
    sender = Sender(company, "peer_ratings", tmp_path)
    head = "月份,被评价人,评价人,评分,评语\n"
    refused = sender.refused(f"{head}2026-10,A001,A001,5,\n")
    assert "1 of 1 rows" in refused or "不能评价自己" in refused
    rows = "".join(f"2026-10,A001,{number},4,\n" for number in ("A002", "A011", "A012"))
    sender.send(head + rows)
    sender.send(head + rows)
    assert figures(wang(), "peer_rating") == (12, 15, 3)
    assert evidence(wang(), "peer_rating").excluded == {}


def test_no_department_rates_through_the_one_who_is_rated(company: Company, tmp_path: Path) -> None:
    sender = Sender(company, "ratings", tmp_path)
    refused = sender.refused("month,agent,department,rater,rating\n2026-10,A001,maintenance,A001,5\n")
    assert "1 of 1 rows" in refused or "不能评价自己" in refused
    assert not DepartmentRating.objects.exists()
