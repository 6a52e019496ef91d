"""How people come to log in: an account is given, its link works once, here, and for three days."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from people import accounts, persons
from people.models import Account, Person
from people.tasks import send_link
from records.models import AuditEntry, OutboxMessage
from tenants.models import Company
from tests.refusals import refused
from tests.visiting import visitor

NEW = {"password": "a long pass phrase", "again": "a long pass phrase"}
pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def person(company: Company) -> Person:
    return persons.add_person(name="陈晓", staff_number="A100", department=None, by=None)


@pytest.fixture
def account(person: Person) -> Account:
    return accounts.give_account(person=person, username="A100", roles=["agent"], by=None)


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def stranger(company: str = "acme") -> Client:
    return Client(SERVER_NAME=f"{company}.localhost", HTTP_ACCEPT_LANGUAGE="en")


def test_an_administrator_gives_an_account_and_sees_the_link_once(person: Person) -> None:
    form = {"username": "A100", "email": "chen@example.com", "roles": ["agent"]}
    answer = visitor("administrator").post(f"/people/{person.pk}/account/", form)
    link = accounts.one_time_link(person.account)
    assert link.rsplit("/", 2)[0] in answer.content.decode()
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert [message.to for message in mail.outbox] == [["chen@example.com"]]
    assert "/accounts/welcome/" in mail.outbox[0].body
    assert AuditEntry.objects.filter(verb="people.give_account", actor__username="administrator").exists()


def test_a_user_name_is_given_once_whatever_its_case(account: Account) -> None:
    other = Person.objects.create(name="赵一")
    with pytest.raises(ValidationError):
        accounts.give_account(person=other, username="a100", roles=["agent"], by=None)


def test_opening_the_link_sets_nothing_posting_does_and_only_once(account: Account) -> None:
    path = path_of(accounts.one_time_link(account))
    assert stranger().get(path).status_code == 200
    assert stranger().get(path).status_code == 200
    assert stranger().post(path, NEW).status_code == 302
    assert Account.objects.get(pk=account.pk).check_password(NEW["password"])
    assert stranger().get(path).status_code == 404
    assert stranger().post(path, NEW).status_code == 404


def test_a_poor_password_is_refused_at_the_field_and_the_link_stays_good(account: Account) -> None:
    path = path_of(accounts.one_time_link(account))
    page = stranger().post(path, {"password": "short", "again": "else"}).content.decode()
    assert "Too short: at least 10 characters." in page
    assert stranger().post(path, NEW | {"again": "something else"}).status_code == 200
    assert stranger().post(path, NEW).status_code == 302


def test_a_link_of_one_company_opens_nothing_at_another(account: Account, company: Company) -> None:
    path = path_of(accounts.one_time_link(account))
    connection.set_tenant(Company.objects.get(schema_name="birch"))
    twin = persons.add_person(name="陈晓", staff_number="A100", department=None, by=None)
    Account.objects.create(pk=account.pk, person=twin, username="A100", roles=["agent"], password=account.password)
    assert stranger("birch").get(path).status_code == 404


def test_a_link_with_one_letter_changed_opens_nothing(account: Account) -> None:
    path = path_of(accounts.one_time_link(account))
    flipped = path[:-2] + ("0" if path[-2] != "0" else "1") + "/"
    assert stranger().get(flipped).status_code == 404


def test_a_link_is_void_after_three_days(account: Account) -> None:
    path = path_of(accounts.one_time_link(account))
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        assert stranger().get(path).status_code == 404


def test_a_link_of_a_disabled_account_opens_nothing(account: Account) -> None:
    path = path_of(accounts.one_time_link(account))
    accounts.disable_account(account=account, by=None)
    assert stranger().get(path).status_code == 404


def test_somebody_who_leaves_logs_in_no_more(account: Account) -> None:
    person = account.person
    persons.change_person(
        person=person, name=person.name, staff_number=person.staff_number, department=None, is_active=False, by=None
    )
    assert not Account.objects.get(pk=account.pk).is_active


def test_administrators_cannot_lock_themselves_out() -> None:
    administrator = Account.objects.get(username="administrator")
    with pytest.raises(ValidationError):
        accounts.disable_account(account=administrator, by=administrator)
    with pytest.raises(ValidationError):
        accounts.change_roles(account=administrator, roles=["hr"], by=administrator)


def test_an_administrator_takes_no_role_that_another_one_could_give() -> None:
    administrator = Account.objects.get(username="administrator")
    both = ["administrator", "hr"]
    accounts.change_roles(account=administrator, roles=both, by=administrator)  # nobody else could
    accounts.change_roles(account=administrator, roles=["administrator"], by=administrator)
    Account.objects.filter(username="hr").update(roles=both)
    with refused("for_oneself"):
        accounts.change_roles(account=administrator, roles=both, by=administrator)
    accounts.change_roles(account=administrator, roles=both, by=Account.objects.get(username="hr"))


def test_an_older_link_dies_when_a_newer_one_is_given(account: Account) -> None:
    older, newer = path_of(accounts.one_time_link(account)), path_of(accounts.one_time_link(account))
    assert stranger().get(older).status_code == 404
    assert stranger().get(newer).status_code == 200


# --- forgotten -------------------------------------------------------------------------------------------------------


def ask(login: str) -> list[mail.EmailMessage]:
    """Ask for a link on the page; the mails that a worker then sends."""
    mail.outbox.clear()
    answer = stranger().post("/accounts/forgotten/", {"login": login}, follow=True)
    assert "a link is on its way" in answer.content.decode()
    for message in OutboxMessage.objects.filter(task="people.send_link", done_at=None):
        _do(message)
    return list(mail.outbox)


def _do(message: OutboxMessage) -> None:
    send_link.apply(args=[message.pk], headers={"_schema_name": connection.schema_name}, throw=True)


def test_a_forgotten_password_is_reset_by_mail_without_an_administrator(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(email="chen@example.com")
    (sent,) = ask("a100")
    assert sent.to == ["chen@example.com"]
    link = next(word for word in sent.body.split() if "/accounts/welcome/" in word)
    assert stranger().post(path_of(link), NEW).status_code == 302
    assert [len(ask(login)) for login in ("CHEN@example.com", "A100")] == [1, 1]


def test_nobody_learns_who_has_an_account(account: Account) -> None:
    assert [ask(login) for login in ("A100", "nobody", "nobody@example.com")] == [[], [], []]


def test_a_closed_account_gets_no_link(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(email="chen@example.com")
    accounts.disable_account(account=account, by=None)
    assert ask("A100") == []
