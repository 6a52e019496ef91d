"""Keys of other programs: shown once, for one company, bound to whoever made them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.keys import verbs
from records.models import ApiKey, AuditEntry
from tenants.models import Company
from tests.records.api_client import Program, key_of
from tests.visiting import visitor


def test_a_key_is_shown_once_opens_what_it_was_given_and_is_withdrawn(company: Company) -> None:
    administrator = visitor("administrator")
    form = {"name": "CRM", "scopes": ["read:months"], "days": "30", "calls_per_minute": "60"}
    page = administrator.post("/keys/new", form).content.decode()
    words = re.findall(r"kpi_[\w-]{43}", page)[0]
    key = ApiKey.objects.get()
    assert words not in administrator.get("/keys/").content.decode()
    assert words not in str(ApiKey.objects.values().get())
    assert Program(words).get("months") == (200, [])
    key.refresh_from_db()
    assert key.last_used_at is not None
    status, told = Program(words, language="zh-CN").get("months/2026-10/cards")
    assert (status, told["code"]) == (403, "scope")
    assert "密钥" in told["detail"]
    assert "There is a key of this name already." in administrator.post("/keys/new", form).content.decode()
    administrator.post(f"/keys/{key.pk}/withdraw")
    assert Program(words).get("months")[0] == 401
    assert "Read months: which there are" in administrator.get("/audit/").content.decode()
    assert set(AuditEntry.objects.values_list("verb", flat=True)) >= {"records.make_key", "records.withdraw_key"}


def test_a_key_gives_no_more_than_its_maker_has_now(company: Company) -> None:
    form = {"name": "CRM", "scopes": ["push:bonus_bases"], "days": "30", "calls_per_minute": "60"}
    assert visitor("administrator").post("/keys/new", form).status_code == 200
    with pytest.raises(Refused):
        key_of("administrator", ["push:bonus_bases"])
    assert not ApiKey.objects.exists()  # pay is HR's
    _key, words = key_of("hr", ["read:months"])
    hr = Account.objects.get(username="hr")
    Account.objects.filter(pk=hr.pk).update(roles=["agent"])
    assert Program(words).get("months")[0] == 403
    Account.objects.filter(pk=hr.pk).update(roles=["hr"], is_active=False)
    assert Program(words).get("months")[0] == 401


def test_a_key_ends_is_limited_and_is_nothing_at_another_company(company: Company) -> None:
    key, words = key_of("hr", ["read:months"], calls_per_minute=2)
    program = Program(words)
    assert [program.get("months")[0] for _call in range(3)] == [200, 200, 429]
    assert int(program.client.get("/api/v1/months")["Retry-After"]) <= 60
    assert Program(words, company="birch").get("months")[0] == 401
    connection.set_tenant(company)
    assert "API keys that end" not in visitor("administrator").get("/").content.decode()
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert program.get("months")[0] == 401
    assert "API keys that end" in visitor("administrator").get("/").content.decode()
    verbs.withdraw(key=key, by=Account.objects.get(username="administrator"))
    assert "API keys that end" not in visitor("administrator").get("/").content.decode()
    session = visitor("hr").get("/api/v1/months")
    assert (session.status_code, session["WWW-Authenticate"]) == (401, "Bearer")
