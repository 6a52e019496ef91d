"""Logging in: per company, with answers at the field, and a lock-out that touches nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from kpi_portal.client_address import caller
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


def test_what_django_and_allauth_say_is_in_our_words() -> None:
    change = {"oldpassword": "wrong", "password1": "12345", "password2": "54321"}
    page = visitor("agent", language="zh-CN").post("/accounts/password/", change).content.decode()
    assert "当前密码不正确。" in page
    assert not re.search("[您你]", page)


def test_nobody_signs_up() -> None:
    assert browser().get("/accounts/signup/").status_code == 404


def test_logging_out_needs_a_post() -> None:
    client = visitor("agent")
    client.get("/accounts/logout/")
    assert is_logged_in(client)
    client.post("/accounts/logout/")
    assert not is_logged_in(client)


# --- a stranger shuts nobody out -------------------------------------------------------------------------------------


def test_a_stranger_at_the_same_address_does_not_lock_a_browser_that_has_logged_in_before() -> None:
    own, stranger = browser(), browser()
    try_to_log_in(own, "hr", PASSWORD)
    own.post("/accounts/logout/")
    for _ in range(6):
        try_to_log_in(stranger, "hr", "not the password")
    assert stranger.post(LOGIN, {"login": "hr", "password": PASSWORD}).status_code == 429
    try_to_log_in(own, "hr", PASSWORD)
    assert is_logged_in(own)


def test_a_known_browser_is_locked_after_five_wrong_passwords_of_its_own() -> None:
    own = browser()
    try_to_log_in(own, "hr", PASSWORD)
    own.post("/accounts/logout/")
    for _ in range(6):
        try_to_log_in(own, "hr", "not the password")
    assert own.post(LOGIN, {"login": "hr", "password": PASSWORD}).status_code == 429


def test_a_browser_known_for_one_name_or_at_one_company_is_a_stranger_for_others() -> None:
    own = browser()
    try_to_log_in(own, "agent", PASSWORD)
    own.post("/accounts/logout/")
    mark = own.cookies["device"].value
    for _ in range(5):
        try_to_log_in(browser(), "hr", "not the password")
        try_to_log_in(browser("birch"), "agent", "not the password")
    assert own.post(LOGIN, {"login": "hr", "password": PASSWORD}).status_code == 429
    elsewhere = browser("birch")
    elsewhere.cookies["device"] = mark
    assert elsewhere.post(LOGIN, {"login": "agent", "password": PASSWORD}).status_code == 429


# --- behind the proxy ------------------------------------------------------------------------------------------------


def tries_from(address: str, username: str = "hr", tries: int = 5) -> int:
    """The status of one more try with the right password, after wrong ones from this address."""
    client = browser()
    for _ in range(tries):
        client.post(LOGIN, {"login": username, "password": "wrong"}, headers={"X-Forwarded-For": address})
    data = {"login": username, "password": PASSWORD}
    return client.post(LOGIN, data, headers={"X-Forwarded-For": address}).status_code


def test_behind_a_proxy_each_caller_is_counted_by_the_address_it_called_from(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    assert tries_from("203.0.113.7") == 429
    assert tries_from("203.0.113.8", tries=0) == 302


def test_what_a_caller_writes_into_the_header_itself_is_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    client = browser()
    for number in range(6):
        forged = f"198.51.100.{number}, 203.0.113.9"
        client.post(LOGIN, {"login": "hr", "password": "wrong"}, headers={"X-Forwarded-For": forged})
    data = {"login": "hr", "password": PASSWORD}
    assert client.post(LOGIN, data, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429


def test_without_a_proxy_the_header_is_not_believed_at_all(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0
    client = browser()
    for number in range(6):
        wrong = {"login": "hr", "password": "wrong"}
        client.post(LOGIN, wrong, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert tries_from("198.51.100.99", tries=0) == 429


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("203.0.113.7", 1, "203.0.113.7"),
        ("10.0.0.1, 203.0.113.7, 192.0.2.1", 2, "203.0.113.7"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("203.0.113.7", 2, ""),
        ("not an address", 1, ""),
        ("", 1, ""),
        ("203.0.113.7", 0, ""),
    ],
)
def test_the_caller_stands_as_many_places_from_the_right_as_there_are_proxies(
    forwarded: str, proxies: int, found: str
) -> None:
    assert caller(forwarded, proxies) == found


def test_an_office_of_sixty_behind_one_address_logs_in_at_the_same_minute() -> None:
    answers = [browser().post(LOGIN, {"login": f"A{number}", "password": "x"}).status_code for number in range(60)]
    assert set(answers) == {200}


def test_too_many_requests_are_refused_in_the_readers_language(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/h/ip"}
    client = browser(language="zh-CN")
    client.post("/accounts/forgotten/", {"login": "hr"})
    answer = client.post("/accounts/forgotten/", {"login": "hr"})
    assert answer.status_code == 429
    assert "请求过多" in answer.content.decode()
