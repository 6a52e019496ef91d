"""The second factor: who decides on pay sets one up first; then the password alone opens nothing."""

import base64
import hashlib
import hmac
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from people import accounts, second_factor
from people.models import Account, LogInRules
from records.models import AuditEntry
from tenants.models import Company
from tests.cast import PASSWORD
from tests.visiting import visitor

LOGIN, FACTOR = "/accounts/login/", "/accounts/second-factor/"


@pytest.fixture(autouse=True)
def _required(company: Company) -> None:
    """As every company begins, unlike the standing cast."""
    LogInRules.objects.all().delete()


def browser(language: str = "en") -> Client:
    return Client(SERVER_NAME="acme.localhost", HTTP_ACCEPT_LANGUAGE=language)


def log_in(client: Client, username: str = "hr") -> str:
    """Where the password alone leads."""
    return client.post(LOGIN, {"login": username, "password": PASSWORD})["Location"]


def code_now(secret: str) -> str:
    """What an authenticator app shows (RFC 6238)."""
    counter = int(timezone.now().timestamp()) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def set_up(client: Client) -> str:
    """Set the app up on its page; the secret that the app keeps."""
    page = client.get(f"{FACTOR}totp/activate/", follow=True).content.decode()
    if "Is it you?" in page:
        again = {"password": PASSWORD, "next": f"{FACTOR}totp/activate/"}
        page = client.post("/accounts/again/", again, follow=True).content.decode()
    found = re.search(r'<code class="mono">(\w+)</code>', page)
    assert found, page
    answer = client.post(f"{FACTOR}totp/activate/", {"code": code_now(found[1])})
    assert (answer.status_code, answer["Location"]) == (302, f"{FACTOR}recovery-codes/")
    return found[1]


@pytest.mark.parametrize("username", ["hr", "administrator"])
def test_who_decides_on_pay_reaches_nothing_before_a_second_factor_is_set_up(username: str) -> None:
    client = browser()
    log_in(client, username)
    for page in ("/", "/months/", "/payroll/", "/people/", "/imports/"):
        assert client.get(page)["Location"] == FACTOR
    assert client.post("/months/2026-10/close/")["Location"] == FACTOR
    assert client.get(FACTOR).status_code == 200
    set_up(client)
    assert client.get("/months/").status_code in (200, 403)


@pytest.mark.parametrize("username", ["supervisor", "agent", "colleague"])
def test_others_go_on_as_before(username: str) -> None:
    client = browser()
    log_in(client, username)
    assert client.get("/", follow=True).status_code == 200


def test_the_password_alone_opens_nothing_and_a_code_opens_once() -> None:
    own = browser()
    log_in(own)
    secret = set_up(own)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        client, second = browser(), browser()
        assert log_in(client) == f"{FACTOR}authenticate/"
        assert client.get("/months/").status_code == 302
        assert client.post(f"{FACTOR}authenticate/", {"code": "000000"}).status_code == 200
        code = code_now(secret)
        assert client.post(f"{FACTOR}authenticate/", {"code": code})["Location"] == "/"
        assert client.get("/months/").status_code == 200
        log_in(second)
        assert second.post(f"{FACTOR}authenticate/", {"code": code}).status_code == 200
        assert second.get("/months/").status_code == 302


def test_a_recovery_code_opens_once() -> None:
    own = browser()
    log_in(own)
    set_up(own)
    code = re.findall(r"<li>(\d{8})</li>", own.get(f"{FACTOR}recovery-codes/").content.decode())[0]
    for expected in (302, 200):
        client = browser()
        log_in(client)
        assert client.post(f"{FACTOR}authenticate/", {"code": code}).status_code == expected


def test_wrong_codes_are_limited_even_for_who_knows_the_password() -> None:
    own = browser()
    log_in(own)
    secret = set_up(own)
    client = browser()
    log_in(client)
    for _ in range(5):
        client.post(f"{FACTOR}authenticate/", {"code": "000000"})
    answer = client.post(f"{FACTOR}authenticate/", {"code": code_now(secret)})
    assert "Too many wrong codes" in answer.content.decode()
    assert client.get("/months/").status_code == 302


def test_the_secret_is_not_readable_in_the_database() -> None:
    client = browser()
    log_in(client)
    secret = set_up(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_the_last_second_factor_cannot_be_taken_away_where_it_is_required() -> None:
    client = browser()
    log_in(client)
    set_up(client)
    client.post(f"{FACTOR}totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    accounts.set_log_in_rules(second_factor_required=False, by=None)
    client.post(f"{FACTOR}totp/deactivate/")
    assert not Authenticator.objects.filter(type="totp").exists()


def test_an_administrator_turns_the_rule_off_and_on_and_it_is_audited() -> None:
    accounts.set_log_in_rules(second_factor_required=False, by=None)
    administrator = visitor("administrator")
    assert administrator.post("/people/log-in-rules/", {"second_factor_required": "on"}).status_code == 302
    assert LogInRules.current().second_factor_required
    assert AuditEntry.objects.filter(verb="people.set_log_in_rules", actor__username="administrator").exists()
    assert administrator.get("/months/")["Location"] == FACTOR


def test_a_lost_second_factor_is_taken_away_by_somebody_else_and_ends_the_sessions() -> None:
    client = browser()
    log_in(client)
    set_up(client)
    hr, administrator = (Account.objects.get(username=name) for name in ("hr", "administrator"))
    with pytest.raises(ValidationError):
        second_factor.reset(account=hr, by=hr)
    second_factor.reset(account=hr, by=administrator)
    assert not Authenticator.objects.filter(user=hr).exists()
    assert client.get(FACTOR)["Location"].startswith(LOGIN)


def test_the_pages_of_the_second_factor_speak_chinese_in_our_words() -> None:
    client = browser("zh-CN")
    log_in(client)
    assert "第二验证" in client.get(FACTOR).content.decode()
    client.post("/accounts/again/", {"password": PASSWORD})
    app, passkey = (client.get(f"{FACTOR}{way}/").content.decode() for way in ("totp/activate", "webauthn/add"))
    wrong = client.post(f"{FACTOR}totp/activate/", {"code": "1"}).content.decode()
    for page, word in ((app, "验证码"), (wrong, "验证码不正确。"), (passkey, "名称")):
        assert word in page
        assert not re.search(r"[您你]|编码|认证器代码|>\s*Name\s*<", page)
