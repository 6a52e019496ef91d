"""Who sees whom: the team led, not its neighbour; the site that is led whole; nobody where nothing is said."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Value

from evidence import kinds
from evidence.suggestions.models import Suggestion
from evidence.surveys.models import SurveyAnswer
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting, Role, Site, Team
from people.visibility import EVERYBODYS, NOBODYS, people_seen, rows_seen
from tests.visiting import visitor
from workorders.models import WorkOrder

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture(autouse=True)
def neighbours(company: object) -> None:
    """周倩 and the second team work at the first site too, so that two teams share it."""
    Posting.objects.filter(person__account__username="other_agent").update(site=Site.objects.get(code="CH"))


def _lead(username: str, *, site: str = "", team: str = "", **days: date) -> None:
    """The person leads no team of its own; what it leads is what this posting says."""
    person = Account.objects.get(username=username).person
    Team.objects.filter(supervisor=person).update(supervisor=None)
    Posting.objects.create(
        person=person,
        post=Posting.Post.SUPERVISOR,
        site=Site.objects.filter(code=site).first(),
        team=Team.objects.filter(name=team).first(),
        **{"first_day": date(2026, 1, 1), **days},
    )


def _agents_seen(username: str, month: Month | None = None) -> list[str]:
    seen = people_seen(Account.objects.get(username=username), month).exclude(account__username=username)
    return sorted(seen.values_list("account__username", flat=True))


def _order(number: str, **given: Any) -> None:
    WorkOrder.objects.create(number=number, created_at=datetime(2026, 10, 5, tzinfo=UTC), **given)


def test_who_leads_a_team_sees_it_and_not_the_neighbour_team_of_the_site() -> None:
    assert _agents_seen("supervisor") == ["agent", "second_agent"]


def test_a_posting_that_names_a_team_shows_that_team_only() -> None:
    _lead("supervisor", site="CH", team="二班")
    assert _agents_seen("supervisor", OCTOBER) == ["other_agent"]
    page = visitor("supervisor").get("/people/").content.decode()
    assert "周倩" in page
    assert "王芳" not in page


def test_a_posting_that_names_a_site_and_no_team_shows_the_whole_site() -> None:
    _lead("supervisor", site="CH")
    assert _agents_seen("supervisor", OCTOBER) == ["agent", "other_agent", "second_agent"]


def test_what_is_led_is_led_in_the_months_of_the_posting() -> None:
    _lead("supervisor", site="CH", team="二班", last_day=date(2026, 10, 20))
    assert _agents_seen("supervisor", OCTOBER) == ["other_agent"]
    assert _agents_seen("supervisor", NOVEMBER) == []
    assert _agents_seen("supervisor") == ["other_agent"]


def test_orders_are_seen_by_team_and_site_and_the_neighbours_are_not() -> None:
    site = Site.objects.get(code="CH")
    _order("own", site=site, team=Team.objects.get(name="一班"))
    _order("neighbours", site=site, team=Team.objects.get(name="二班"))
    _order("neighbours-agent", site=site, agent=Account.objects.get(username="other_agent").person)
    _order("nobodys-yet", site=site)
    _order("elsewhere", site=Site.objects.get(code="YQ"))
    seen = WorkOrder.objects.visible_to(Account.objects.get(username="supervisor"))
    assert sorted(seen.values_list("number", flat=True)) == ["nobodys-yet", "own"]
    _lead("supervisor", site="CH")
    seen = WorkOrder.objects.visible_to(Account.objects.get(username="supervisor"))
    assert sorted(seen.values_list("number", flat=True)) == ["neighbours", "neighbours-agent", "nobodys-yet", "own"]


@pytest.mark.parametrize("role", [*Role, "made_up"])
def test_rows_that_say_nothing_are_seen_by_nobody_and_an_unknown_role_sees_itself(role: str) -> None:
    Account.objects.filter(username="hr").update(roles=[role])
    account = Account.objects.get(username="hr")
    everybody = Person.objects.order_by("pk")
    assert not rows_seen(everybody, account, whose=NOBODYS, month=Value(OCTOBER.first_day)).exists()
    assert rows_seen(everybody, account, whose=EVERYBODYS, month=Value(OCTOBER.first_day)).count() == everybody.count()
    if role == "made_up":
        assert list(people_seen(account)) == [account.person]


def test_a_kind_that_does_not_say_whose_its_facts_are_is_seen_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    agent = Account.objects.get(username="agent").person
    SurveyAnswer.objects.create(number="1", invitation="1", agent=agent, rating=5, answered_at="2026-10-05T00:00Z")
    administrator = Account.objects.get(username="administrator")
    assert SurveyAnswer.objects.visible_to(administrator).count() == 1
    monkeypatch.setattr("evidence.kinds.KINDS", ())
    assert SurveyAnswer.objects.visible_to(administrator).count() == 0


def test_every_kind_of_evidence_says_whose_its_facts_are() -> None:
    assert [table.model.__name__ for table in kinds.tables() if table.whose == NOBODYS] == []


def _moves_to_the_other_team(month: Month) -> Person:
    """王芳 works in 沈立's team until this month begins, then in 苏岩's."""
    agent = Person.objects.get(name="王芳")
    Posting.objects.filter(person=agent).update(last_day=month.previous.last_day)
    Posting.objects.create(person=agent, team=Team.objects.get(name="二班"), first_day=month.first_day)
    return agent


def test_a_fact_is_seen_by_who_leads_its_agent_in_the_month_of_the_fact() -> None:
    agent = _moves_to_the_other_team(OCTOBER)
    octobers_first, _ = OCTOBER.bounds(SHANGHAI)
    for number, at in (("september", octobers_first - timedelta(seconds=1)), ("october", octobers_first)):
        SurveyAnswer.objects.create(number=number, invitation=number, agent=agent, rating=5, answered_at=at)
    for username, seen in (
        ("supervisor", ["september"]),
        ("other_supervisor", ["october"]),
        ("agent", ["october", "september"]),
        ("hr", ["october", "september"]),
        ("second_agent", []),
    ):
        answers = SurveyAnswer.objects.visible_to(Account.objects.get(username=username))
        assert sorted(answers.values_list("number", flat=True)) == seen, username
    october = SurveyAnswer.objects.get(number="october")
    assert visitor("supervisor").get(f"/evidence/surveys/{october.pk}/exclude/").status_code == 404
    assert visitor("other_supervisor").get(f"/evidence/surveys/{october.pk}/exclude/").status_code == 200


def test_an_idea_that_is_not_decided_is_seen_by_who_leads_its_author_today() -> None:
    now = datetime.now(SHANGHAI)
    agent = _moves_to_the_other_team(Month.of(now, SHANGHAI))
    Suggestion.objects.create(number="1", agent=agent, title="A", text="B", submitted_at=now - timedelta(days=40))
    ideas = Suggestion.objects
    assert not ideas.visible_to(Account.objects.get(username="supervisor")).exists()
    assert ideas.visible_to(Account.objects.get(username="other_supervisor")).exists()
