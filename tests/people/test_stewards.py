"""Whose a building is, who stands in on days away, and what the form and the board make of it."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from people.models import Absence, Account, Building, Department, Person, Posting, UnpaidLeave
from people.stewards import away_on, steward_of
from tenants.models import Company
from tests.visiting import visitor
from workorders import lifecycle
from workorders.models import Handling, OrderCategory, WorkOrder

TODAY = timezone.localdate


def person(number: str) -> Person:
    return Person.objects.get(staff_number=number)


@pytest.fixture
def building(company: Company) -> Building:
    """3 栋 with its usual categories: 王芳's, 李静 stands in; 郭强 of the maintenance does the water."""
    building = Building.objects.get(name="3 栋")
    supervisor = visitor("supervisor")
    named = {"buildings": [building.pk], "steward": person("A001").pk, "deputy": person("A002").pk}
    assert supervisor.post(f"/people/stewards/sites/{building.site_id}/", named).status_code == 302
    department = Department.objects.get(code="maintenance")
    problems: list[list[object]] = [["漏水", False]]
    OrderCategory.objects.create(name="给排水", problems=problems, department=department, executor=person("E001"))
    building.refresh_from_db()
    return building


def enter(username: str, building: Building) -> WorkOrder:
    problem = f"{OrderCategory.objects.get().pk}:0"
    said = {"channel": "phone", "site": building.site_id, "place": "3-2-1103", "urgency": "ordinary"}
    answer = visitor(username).post("/orders/new/", said | {"problem": problem, "as_usual": "yes"})
    assert answer.status_code == 302
    return WorkOrder.objects.latest("pk")


def test_an_order_goes_to_the_steward_and_to_who_usually_does_the_work(building: Building) -> None:
    order = enter("second_agent", building)
    handling = Handling.objects.get(order=order)
    assert (order.agent, order.first_contact_owner) == (person("A001"), person("A002"))
    assert (handling.department, handling.executor) == (person("E001").department, person("E001"))


def test_on_days_away_the_stated_substitute_has_it_else_the_deputy_else_who_entered_it(building: Building) -> None:
    hints = f"/orders/new/hints/?site={building.site_id}&place=3-2-1103&problem={OrderCategory.objects.get().pk}:0"
    Posting.objects.filter(person=person("A003")).update(site=building.site)
    away = {"person": person("A001").pk, "first_day": TODAY(), "last_day": TODAY() + timedelta(days=2)}
    supervisor = visitor("supervisor")
    assert supervisor.post("/people/absences/add/", away).status_code == 302
    with translation.override("en"):
        page = visitor("agent").get(hints).content.decode()
    assert "Steward of 3 栋: 王芳 (away today) → 李静 stands in · 工程部 郭强" in page
    Absence.objects.update(substitute=person("A003"))
    assert enter("agent", building).agent == person("A003")
    for number in ("A002", "A003"):
        UnpaidLeave.objects.create(person=person(number), first_day=TODAY(), last_day=TODAY())
    assert enter("supervisor", building).agent == person("S001")
    assert (
        "stands in for themselves"
        in supervisor.post(
            f"/people/stewards/sites/{building.site_id}/",
            {"buildings": [building.pk], "steward": person("A002").pk, "deputy": person("A002").pk},
        ).content.decode()
    )
    assert "entered already" in supervisor.post("/people/absences/add/", away).content.decode()
    found = Absence.objects.get()
    supervisor.post(f"/people/absences/{found.pk}/withdraw/", {"sure": "yes"})
    assert steward_of(building, away_on(TODAY())).person == person("A001")


def test_the_board_says_to_whom_it_goes_and_one_click_gives_it_there(building: Building) -> None:
    by = Account.objects.get(username="supervisor")
    order = lifecycle.create(
        by=by, at=timezone.now(), subject="漏水", site=building.site, building=building, category="给排水"
    )
    Handling.objects.create(order=order)
    lifecycle.accept(order, by=by, at=timezone.now())
    client = visitor("supervisor")
    assert "郭强" in client.get("/orders/board/").content.decode()
    client.post("/orders/board/several/", {"only": f"dispatch:{order.pk}"})
    order.refresh_from_db()
    assert (order.agent, order.handling.executor) == (person("A001"), person("E001"))


def test_people_of_another_site_are_offered_nothing_of_it(building: Building) -> None:
    other = visitor("other_supervisor")
    assert other.get(f"/people/stewards/sites/{building.site_id}/").status_code == 404
    away = {"person": person("A001").pk, "first_day": TODAY(), "last_day": TODAY()}
    assert other.post("/people/absences/add/", away).status_code == 200
    assert not Absence.objects.exists()
    assert visitor("agent").get("/people/stewards/").status_code == 403


def test_an_executor_belongs_to_the_department_of_the_category(building: Building) -> None:
    category = OrderCategory.objects.get()
    security = Department.objects.get(code="security")
    said = {"name": "给排水", "problems": "漏水", "position": 1, "in_use": "on", "department": security.pk}
    page = visitor("supervisor").post(f"/orders/categories/{category.pk}/", said | {"executor": person("E001").pk})
    assert "does not belong to this department" in page.content.decode()
