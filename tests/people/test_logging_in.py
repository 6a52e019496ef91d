"""Logging in: per company, with answers at the field, and a lock-out that touches nobody else."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from people import accounts
from people.models import Account
from tenants.models import Company
from tests.cast import PASSWORD
from tests.visiting import visitor

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.usefixtures("company")


def browser(company: str = "acme", language: str = "en") -> Client:
    return Client(SERVER_NAME=f"{company}.localhost", HTTP_ACCEPT_LANGUAGE=language)


def try_to_log_in(client: Client, username: str, password: str) -> str:
    return client.post(LOGIN, {"login": username, "password": password}).content.decode()


def is_logged_in(client: Client) -> bool:
    return client.get("/accounts/password/").status_code == 200


def test_the_right_password_opens_the_door_and_changes_the_session_key() -> None:
    client = browser()
    before = client.session.session_key
    answer = client.post(f"{LOGIN}?next=/people/", {"login": "hr", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/people/")
    assert is_logged_in(client)
    assert client.session.session_key != before


def test_upper_and_lower_case_of_a_user_name_are_the_same() -> None:
    client = browser()
    try_to_log_in(client, "HR", PASSWORD)
    assert is_logged_in(client)


def test_a_session_ends_with_the_browser_unless_thirty_days_are_asked_for() -> None:
    short, long = browser(), browser()
    short.post(LOGIN, {"login": "hr", "password": PASSWORD})
    long.post(LOGIN, {"login": "agent", "password": PASSWORD, "remember": "on"})
    assert short.session.get_expire_at_browser_close()
    assert long.session.get_expiry_age() == 30 * 24 * 3600


def test_after_log_in_nobody_is_sent_to_another_site() -> None:
    answer = browser().post(f"{LOGIN}?next=https://evil.example/", {"login": "hr", "password": PASSWORD})
    assert answer["Location"] == "/"


def test_a_wrong_password_says_at_the_field_how_many_tries_are_left() -> None:
    page = try_to_log_in(browser(), "hr", "not the password")
    assert "Account or password is not right; 4 more tries." in page
    assert 'aria-describedby="id_password_error"' in page


def test_an_unknown_name_gets_the_same_answer_as_a_wrong_password() -> None:
    assert "Account or password is not right; 4 more tries." in try_to_log_in(browser(), "nobody", "not the password")


def test_five_wrong_passwords_lock_the_name_for_a_quarter_of_an_hour_and_it_says_how_long() -> None:
    client = browser()
    for _ in range(5):
        page = try_to_log_in(client, "hr", "not the password")
    assert "Try again in 15 minutes." in page
    answer = client.post(LOGIN, {"login": "hr", "password": PASSWORD})
    assert answer.status_code == 429
    assert not is_logged_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        try_to_log_in(client, "hr", PASSWORD)
        assert is_logged_in(client)


def test_another_spelling_of_the_name_does_not_get_around_the_lock() -> None:
    client = browser()
    for name in ("hr", "HR", "Hr", " hr", "hR"):
        try_to_log_in(client, name, "not the password")
    assert client.post(LOGIN, {"login": "hr", "password": PASSWORD}).status_code == 429


def test_a_lock_out_touches_neither_other_people_nor_the_same_name_at_another_company(company: Company) -> None:
    for _ in range(6):
        try_to_log_in(browser(), "hr", "not the password")
    agent, other_company = browser(), browser("birch")
    try_to_log_in(agent, "agent", PASSWORD)
    try_to_log_in(other_company, "hr", PASSWORD)
    assert is_logged_in(other_company)
    connection.set_tenant(company)
    assert is_logged_in(agent)


def test_disabling_an_account_ends_its_sessions_and_they_do_not_come_back() -> None:
    client = visitor("agent")
    account = Account.objects.get(username="agent")
    accounts.disable_account(account=account, by=None)
    assert not is_logged_in(client)
    accounts.enable_account(account=account, by=None)
    assert not is_logged_in(client)


def test_roles_taken_away_are_gone_with_the_next_request() -> None:
    client = visitor("hr")
    assert client.get("/people/").status_code == 200
    accounts.change_roles(account=Account.objects.get(username="hr"), roles=["agent"], by=None)
    assert client.get("/people/").status_code == 403


def test_changing_the_password_needs_the_present_one_and_keeps_this_session() -> None:
    client = visitor("agent")
    change = {"oldpassword": "wrong", "password1": "a new pass phrase", "password2": "a new pass phrase"}
    assert client.post("/accounts/password/", change).status_code == 200
    assert client.post("/accounts/password/", change | {"oldpassword": PASSWORD}).status_code == 302
    assert is_logged_in(client)
    assert Account.objects.get(username="agent").check_password("a new pass phrase")


def test_nobody_signs_up() -> None:
    assert browser().get("/accounts/signup/").status_code == 404


def test_logging_out_needs_a_post() -> None:
    client = visitor("agent")
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    assert not is_logged_in(client)
