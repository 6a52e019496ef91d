"""HR enters people, postings and leave (issue 7, item 10); log-ins, roles and places stay with the administrator."""

import pytest

from people.models import Account, Person, Posting, UnpaidLeave
from tenants.models import Company
from tests.herself import plays_every_role
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
POSTED = {"post": "agent", "share": "100", "first_day": "2026-12-01"}
LEAVE = {"first_day": "2026-12-01", "last_day": "2026-12-02", "reason": "事假"}


def test_hr_enters_a_person_a_posting_and_leave() -> None:
    hr = visitor("hr")
    hr.post("/people/add/", {"name": "陆新", "staff_number": "A099"})
    new = Person.objects.get(staff_number="A099")
    assert hr.post(f"/people/{new.pk}/post/", POSTED).status_code == 302
    assert hr.post(f"/people/{new.pk}/leave/", LEAVE).status_code == 302
    assert Posting.objects.filter(person=new).exists()
    assert UnpaidLeave.objects.filter(person=new).exists()


def test_hr_gives_no_log_in_no_role_and_no_place() -> None:
    hr, account = visitor("hr"), Account.objects.get(username="agent")
    for path in (
        f"/people/{account.person_id}/account/",
        f"/people/accounts/{account.pk}/roles/",
        "/people/sites/add/",
    ):
        assert hr.post(path, {"roles": ["administrator"], "username": "x", "code": "X", "name": "X"}).status_code == 403
    shown = hr.get("/people/").content.decode()
    assert 'href="/people/add/"' in shown
    assert "/people/accounts/links/" not in shown
    assert "/roles/" not in hr.get(f"/people/{account.person_id}/").content.decode()


def test_nobody_of_hr_enters_the_own_posting_or_leave(company: Company) -> None:
    herself = plays_every_role()
    before = Posting.objects.count(), UnpaidLeave.objects.count()
    for path, data in ((f"/people/{herself.pk}/post/", POSTED), (f"/people/{herself.pk}/leave/", LEAVE)):
        assert "Nobody acts for themselves" in words(visitor("supervisor").post(path, data).content)
    assert (Posting.objects.count(), UnpaidLeave.objects.count()) == before


def test_the_page_of_a_person_brings_the_history_of_cards() -> None:
    shown = visitor("hr").get(f"/people/{person('王芳').pk}/").content.decode()
    assert f'hx-get="/card/all/{person("王芳").pk}/"' in shown
