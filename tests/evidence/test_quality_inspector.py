"""The quality inspector: checks contacts of every site, draws of every team, and sees nothing else of anybody."""

import pytest
import time_machine

from evidence.kinds import KINDS
from evidence.models import QualityCheck, SurveyAnswer
from kpi_portal.lib.to_do import Task
from people.access import VERBS
from people.models import Account, Person, Team
from records.months import company_zone
from reports.inbox.asking import inbox_of
from scoring.models import Card
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import END, MIDDLE, MINUTE, answer, check, handled, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


def test_whoever_may_open_a_tab_is_led_to_the_first_of_the_own() -> None:
    assert VERBS["evidence.open"] == frozenset().union(*(VERBS[kind.verb] for kind in KINDS))
    for username, first in (("inspector", "/evidence/checks/"), ("agent", "/evidence/surveys/")):
        assert visitor(username).get("/evidence/").headers["Location"] == first
    assert 'href="/evidence/"' in visitor("inspector").get("/").content.decode()


@time_machine.travel(MIDDLE, tick=False)
def test_an_inspector_checks_contacts_of_every_team_and_sees_nothing_else_of_the_people() -> None:
    inspector, account = visitor("inspector"), Account.objects.get(username="inspector")
    for name in ("王芳", "周倩"):
        order = handled(person(name))
        answer(person(name), 2, order=order)
    for team in Team.objects.all():
        drawn = inspector.post("/evidence/checks/samples/draw/", {"month": "2026-10", "team": team.pk, "per_agent": 2})
        assert drawn.status_code == 302
    page = inspector.get("/evidence/checks/new/").content.decode()
    assert "王芳" in page
    assert "周倩" in page
    passed = {"agent": person("周倩").pk, "contact_at": "2026-10-05T10:00"} | {f"item-{n}": "pass" for n in range(8)}
    assert inspector.post("/evidence/checks/new/", passed).status_code == 302
    assert "周倩" in words(inspector.get("/evidence/checks/?agent=周倩").content)
    assert QualityCheck.objects.get().checker == account.person
    assert inspector.get(order.get_absolute_url()).status_code == 200
    for rows in (Person.objects.visible_to(account).exclude(pk=account.person_id), Card.objects.visible_to(account)):
        assert not rows.exists()
    assert not SurveyAnswer.objects.visible_to(account).exists()
    assert "Whom it counts for" not in words(inspector.get(order.get_absolute_url()).content)
    assert [task.key[:7] for task in tasks(account)] == ["sample:", "sample:"]


def tasks(account: Account) -> list[Task]:
    now = MIDDLE.astimezone(company_zone())
    return [task for _asked, task in inbox_of(account, now).tasks()]


def test_an_inspector_is_told_of_whom_nothing_was_checked_yet() -> None:
    account, wang = Account.objects.get(username="inspector"), person("王芳")
    check(wang, "pass", at=MIDDLE.replace(month=9), final=MIDDLE.replace(month=9))
    near = (END - MINUTE).astimezone(company_zone())
    for unchecked in (3, 2):
        told = [task.sentence for _asked, task in inbox_of(account, near).tasks()]
        assert told == [f"{unchecked} 人还没有质检"]
        check(wang, "pass")
