"""The pages of the people room: finding, posting, correcting, and who sees pay."""

from datetime import date

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpi_portal.lib.company_connection import connection
from people.models import BonusBase, Building, Person, Posting, Site, UnpaidLeave
from records.models import AuditEntry
from tenants.models import Company
from tests.reports.test_card_page import words
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


def agent() -> Person:
    return Person.objects.get(account__username="agent")


def names_on(client: Client, address: str) -> list[str]:
    return [person.name for person in client.get(address).context["page"]]


EVERYBODY = ["郭强", "李静", "沈立", "苏岩", "孙安", "王芳", "质检员", "周敏", "周倩"]


def test_people_are_listed_in_chinese_order() -> None:
    assert names_on(visitor("hr"), "/people/") == EVERYBODY


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=王", ["王芳"]),
        ("q=a00", ["李静", "王芳", "周倩"]),
        ("role=supervisor", ["沈立", "苏岩"]),
        ("q=王&role=hr", []),
        ("state=left", []),
        ("team=nonsense&role=nonsense", EVERYBODY),
    ],
)
def test_people_are_found(question: str, found: list[str]) -> None:
    assert names_on(visitor("administrator"), f"/people/?{question}") == found


def test_a_supervisor_finds_the_own_team_and_nobody_else() -> None:
    assert names_on(visitor("supervisor"), "/people/") == ["李静", "沈立", "王芳"]


def test_the_list_asks_as_many_questions_for_many_people_as_for_few() -> None:
    client = visitor("hr")
    client.get("/people/")
    with CaptureQueriesContext(connection) as few:
        client.get("/people/")
    people = Person.objects.bulk_create(Person(name=f"员工{number}") for number in range(15))
    Posting.objects.bulk_create(Posting(person=person, first_day=date(2026, 1, 1)) for person in people)
    with CaptureQueriesContext(connection) as many:
        client.get("/people/")
    assert len(many) == len(few)


def test_only_hr_sees_and_sets_the_bonus_base() -> None:
    address = f"/people/{agent().pk}/"
    assert "1,500.00" in visitor("hr").get(address).content.decode()
    assert "1,500.00" not in visitor("administrator").get(address).content.decode()
    visitor("hr").post(f"{address}bonus-base/", {"since": "2026-11", "amount": "1800"})
    assert BonusBase.objects.get(person=agent(), from_first_day="2026-11-01").amount == 1800
    assert "1800" not in str(AuditEntry.objects.get(verb="people.set_bonus_base").detail)


def test_setting_the_bonus_base_of_a_month_again_replaces_it() -> None:
    for amount in ("1800", "1900.50"):
        visitor("hr").post(f"/people/{agent().pk}/bonus-base/", {"since": "2026-11", "amount": amount})
    assert str(BonusBase.objects.get(person=agent(), from_first_day="2026-11-01").amount) == "1900.50"


def test_a_refused_form_keeps_what_was_typed_and_says_why_at_the_field() -> None:
    page = visitor("administrator").post("/people/add/", {"name": "陈晓", "staff_number": "A001"}).content.decode()
    assert 'value="陈晓"' in page
    assert "Somebody has this staff number already." in page


def test_a_posting_is_recorded_ended_and_withdrawn() -> None:
    client, person = visitor("administrator"), agent()
    client.post(f"/people/{person.pk}/post/", {"post": "agent", "first_day": "2026-12-01"})
    posting = Posting.objects.get(person=person, first_day="2026-12-01")
    assert posting.site is None
    refused = client.post(f"/people/postings/{posting.pk}/end/", {"last_day": "2026-11-30"}).content.decode()
    assert "The posting begins only on 2026-12-01." in refused
    client.post(f"/people/postings/{posting.pk}/end/", {"last_day": "2026-12-31"})
    posting.refresh_from_db()
    assert posting.last_day == date(2026, 12, 31)
    client.post(f"/people/postings/{posting.pk}/withdraw/", {"sure": "yes"})
    assert not Posting.objects.filter(pk=posting.pk).exists()
    verbs = AuditEntry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["people.post", "people.end_posting", "people.withdraw_posting"]


def test_the_same_posting_twice_is_refused_with_a_sentence() -> None:
    form = {"post": "agent", "first_day": "2026-12-01"}
    visitor("administrator").post(f"/people/{agent().pk}/post/", form)
    page = visitor("administrator").post(f"/people/{agent().pk}/post/", form).content.decode()
    assert "has a posting there from this day already." in page


def test_leave_days_are_given_once() -> None:
    client, address = visitor("administrator"), f"/people/{agent().pk}/leave/"
    client.post(address, {"first_day": "2026-12-01", "last_day": "2026-12-03"})
    page = client.post(address, {"first_day": "2026-12-03", "last_day": "2026-12-04"}).content.decode()
    assert "2026-12-01 to 2026-12-03 is leave already." in page
    assert UnpaidLeave.objects.filter(person=agent()).count() == 1


def test_a_correction_that_changes_nothing_leaves_no_trace() -> None:
    before = AuditEntry.objects.count()
    visitor("administrator").post(
        f"/people/{agent().pk}/change/", {"name": "王芳", "staff_number": "A001", "is_active": "on"}
    )
    assert AuditEntry.objects.count() == before


def test_buildings_stand_as_people_count(company: Company) -> None:
    site = Site.objects.get(code="YQ")
    for name in ("10 栋", "2 栋", "1 栋", "会所"):
        Building.objects.create(site=site, name=name)
    page = words(visitor("administrator").get("/people/sites/").content)
    assert page.index("1 栋") < page.index("2 栋") < page.index("10 栋") < page.index("会所")
