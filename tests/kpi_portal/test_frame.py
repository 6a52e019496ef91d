"""What concerns every page: language, colours, the public site, unknown hosts, health."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from kpi_portal import branding
from kpi_portal.lib.company_connection import connection
from people.access import Role
from tenants.models import Company
from tests.visiting import visitor

LOGIN = "/accounts/login/"


def at(host: str, accepts: str | None = None) -> Client:
    return Client(SERVER_NAME=host, headers={"Accept-Language": accepts} if accepts else None)


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("accepts", "spoken"),
    [
        (None, "zh-Hans"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("en-GB,en;q=0.9,zh-TW;q=0.3", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr", "en"),
    ],
)
def test_chinese_comes_first_and_others_get_english(accepts: str | None, spoken: str) -> None:
    assert f'<html lang="{spoken}"' in at("acme.localhost", accepts).get(LOGIN).content.decode()


@pytest.mark.usefixtures("company")
def test_the_switch_of_language_is_remembered_and_goes_back_to_the_page() -> None:
    client = at("acme.localhost")
    answer = client.post("/language/", {"language": "en", "next": LOGIN})
    assert answer["Location"] == LOGIN
    assert '<html lang="en"' in client.get(LOGIN).content.decode()


@pytest.mark.usefixtures("company")
def test_no_switch_sends_anybody_to_another_site() -> None:
    for address in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert at("acme.localhost").post("/theme/", {"theme": "dark", "next": address})["Location"] == "/"


@pytest.mark.usefixtures("company")
def test_dark_colours_follow_the_device_until_somebody_chooses() -> None:
    client = at("acme.localhost")
    assert 'media="screen and (prefers-color-scheme: dark)"' in client.get(LOGIN).content.decode()
    client.post("/theme/", {"theme": "light"})
    assert "dark.css" not in client.get(LOGIN).content.decode()
    client.post("/theme/", {"theme": "dark"})
    assert 'media="screen">' in client.get(LOGIN).content.decode()


@pytest.mark.parametrize("color", ["#ffee00", "#000000", "#ffffff", "#c02626", "#123456", "#00ff88"])
def test_any_brand_colour_becomes_readable(color: str) -> None:
    for ground in (branding.LIGHT_GROUND, branding.DARK_GROUND):
        accent = branding.accent(color, ground=ground)
        assert branding.contrast(accent.brand, ground) >= 4.5
        assert branding.contrast(accent.brand, accent.weak) >= 4.5
        assert branding.contrast(accent.on, accent.brand) >= 4.5


@pytest.mark.usefixtures("owner")
def test_a_companys_colour_comes_as_a_stylesheet_that_may_be_kept(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(brand_color="#c02626")
    client = visitor("agent")
    first = client.get("/brand.css")
    assert "--brand:#" in first.content.decode()
    assert client.get("/brand.css", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_the_menu_holds_what_the_role_may_open_and_marks_the_present_page(role: str) -> None:
    client = visitor(role)
    menu = client.get("/accounts/password/").context["menu"]
    assert menu["entries"]
    assert menu["current"] is None
    for entry in menu["entries"]:
        page = client.get(entry["href"], follow=True)
        assert page.status_code == 200
        assert page.context["menu"]["current"]["href"] == entry["href"]


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("address", [LOGIN, "/plans/1/comments/1/answer/"])
def test_a_form_with_a_nul_byte_is_refused_before_anything_stores_it(address: str) -> None:
    answer = visitor("hr").post(address, {"login": "a", "text": "a\0b"}, HTTP_ACCEPT_LANGUAGE="en")
    assert (answer.status_code, answer.content.decode()) == (400, "The form contains a NUL byte.")


@pytest.mark.usefixtures("db")
def test_an_unknown_host_learns_nothing() -> None:
    answer = at("nobody.localhost").get("/")
    assert answer.status_code == 404
    for name in Company.objects.values_list("name", flat=True):
        assert name not in answer.content.decode()


@pytest.mark.usefixtures("db")
def test_the_page_of_an_unknown_host_has_its_styles_light_and_dark() -> None:
    client = at("nobody.localhost")
    page = client.get("/").content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert sheets
    assert 'media="screen and (prefers-color-scheme: dark)"' in page
    for sheet in sheets:
        answer = client.get(sheet)
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, "text/css"), sheet


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("accepts", ["zh-CN", "en"])
def test_the_log_in_page_speaks_of_nothing_that_is_not_on_it(accepts: str) -> None:
    client = at("acme.localhost", accepts)
    page = client.get(LOGIN).content.decode()
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    assert fields - {"csrfmiddlewaretoken", "next", "language"} == {"login", "password", "remember"}
    told = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    other_ways = "企业微信|微信|钉钉|飞书|扫码|二维码|短信|验证码|注册|WeCom|WeChat|QR|SMS|[Ss]ign up|[Rr]egister"
    assert not re.search(other_ways, told), told
    for address in re.findall(r'<a [^>]*href="(/[^"]*)"', page):
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.usefixtures("db")
def test_the_public_site_asks_for_no_session_even_when_one_is_sent() -> None:
    connection.set_schema_to_public()
    client = at("localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert client.get("/").status_code == 200
    assert client.get("/accounts/login/").status_code == 404


@pytest.mark.usefixtures("company")
def test_an_expired_form_is_answered_with_a_page_not_with_an_error() -> None:
    client = Client(SERVER_NAME="acme.localhost", enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en")
    answer = client.post(LOGIN, {"login": "agent", "password": "x"})
    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("address", [LOGIN, "/no/such/page/", "/people/", "/brand.css", "/static/css/portal.css"])
def test_every_answer_carries_the_headers_that_keep_it_safe(address: str) -> None:
    answer = at("acme.localhost").get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("db")
def test_readyz_looks_at_database_migrations_and_broker() -> None:
    answer = at("10.0.0.7").get("/readyz")
    assert answer.status_code == 200
    assert json.loads(answer.content)["database"] == "ok"


@pytest.mark.usefixtures("db")
def test_a_silent_broker_degrades_but_does_not_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    from celery import current_app

    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    answer = at("10.0.0.7").get("/readyz")
    assert (answer.status_code, json.loads(answer.content)["state"]) == (200, "degraded")


def test_livez_touches_nothing() -> None:
    assert at("10.0.0.7").get("/livez").content == b"ok\n"
