"""Groups of work apps are told how many people have something to do: never names, never figures, never elsewhere."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import time_machine

from evidence.suggestions.models import Suggestion
from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.models import AuditEntry, OutboxMessage
from reports.inbox import bots, channels
from reports.models import Channel
from reports.tasks import post_to_channel, tell_accounts
from tenants.models import Company
from tests.reports.inbox.group_bots import APP_SECRET, DINGTALK, FEISHU, KEY, MOVED, SECRET, WECOM, Services, services
from tests.scoring.month_of_facts import person
from tests.visiting import visitor

MORNING = datetime(2026, 11, 10, 0, 0, tzinfo=UTC)  # 08:00 in Shanghai
ADDRESSES = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{}",
}
HOSTS = {"wecom": WECOM, "dingtalk": DINGTALK, "feishu": FEISHU}


@pytest.fixture
def stand_in(settings: Any) -> Iterator[Services]:
    with services() as running:
        settings.KPI_GROUP_BOTS_AT = f"http://127.0.0.1:{running.server_port}"
        yield running


def added(service: str = "wecom", key: str = KEY, **more: Any) -> Channel:
    secret = more.pop("secret", SECRET if service == "dingtalk" else "")
    given: dict[str, Any] = {"name": service, "areas": ["evidence"], "hour": 9} | more
    bot = (service, ADDRESSES[service].format(key), secret)
    with time_machine.travel(MORNING, tick=False):
        return channels.add(by=Account.objects.get(username="administrator"), bot=bot, **given)


def idea() -> Suggestion:
    return Suggestion.objects.create(number="S1", agent=person("王芳"), title="雨天铺防滑垫", submitted_at=MORNING)


@pytest.mark.parametrize("service", ADDRESSES)
def test_a_test_arrives_in_the_group_of_each_service(company: Company, stand_in: Services, service: str) -> None:
    channel = added(service)
    answer = visitor("administrator").post(f"/channels/{channel.pk}/test/", follow=True)
    assert "The test was posted" in answer.content.decode()
    ((host, text),) = stand_in.posted
    assert (host, "A test from 翠湖物业" in text, "http://acme.localhost" in text) == (HOSTS[service], True, True)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        ("wecom", "invalid webhook url (93000)"),
        ("dingtalk", "token is not exist (300001)"),
        ("feishu", "incoming webhook access token invalid (19001)"),
    ],
)
def test_what_the_service_refuses_is_said_though_it_answers_200(
    company: Company, stand_in: Services, service: str, said: str
) -> None:
    channel = added(service, key="other1234")
    page = visitor("administrator").post(f"/channels/{channel.pk}/test/", follow=True).content.decode()
    assert "Nothing was posted." in page
    assert said in page
    assert stand_in.posted == []


@pytest.mark.parametrize(
    ("service", "people", "to"),
    [
        ("wecom_app", "", "@all"),
        ("wecom_app", "xulihua, lijing", "xulihua|lijing"),
        ("dingtalk_app", "", "True"),
        ("dingtalk_app", "xulihua lijing", "xulihua,lijing"),
        ("feishu_app", "", "0"),
        ("feishu_app", "xulihua，lijing", "xulihua,lijing"),
    ],
)
def test_the_companys_own_app_writes_to_everybody_or_to_some(
    company: Company, stand_in: Services, service: str, people: str, to: str
) -> None:
    administrator = visitor("administrator")
    number = "" if service == "feishu_app" else "1000002"
    form = {"service": service, "name": "门户", "identity": "ww12345678", "number": number, "people": people}
    form |= {"areas": "evidence", "hour": "9"}
    assert (
        "as the service shows"
        in administrator.post("/channels/add-app/", form | {"secret": "a b c d e"}).content.decode()
    )
    administrator.post("/channels/add-app/", form | {"secret": APP_SECRET})
    channel = Channel.objects.get()
    assert APP_SECRET not in channel.locked_secret
    assert "门户" in administrator.get("/channels/").content.decode()
    answer = administrator.post(f"/channels/{channel.pk}/test/", follow=True)
    assert "The test was posted" in answer.content.decode()
    ((host, text),) = stand_in.posted
    assert (host, text.startswith(f"{to} A test from 翠湖物业")) == (HOSTS[service.removesuffix("_app")], True)


def test_an_apps_wrong_secret_is_said_and_what_is_no_app_is_refused_at_its_field(
    company: Company, stand_in: Services
) -> None:
    administrator = visitor("administrator")
    form = {"service": "wecom_app", "name": "门户", "identity": "ww12345678", "secret": "other-secret", "hour": "9"}
    form |= {"areas": "evidence", "people": "", "number": ""}
    assert "The number of the app (AgentId)" in administrator.post("/channels/add-app/", form).content.decode()
    administrator.post("/channels/add-app/", form | {"number": "1000002"})
    page = administrator.post(f"/channels/{Channel.objects.get().pk}/test/", follow=True).content.decode()
    assert "invalid credential (40001)" in page
    assert stand_in.posted == []


def test_a_wrong_secret_is_a_wrong_signature(company: Company, stand_in: Services) -> None:
    with pytest.raises(Refused, match="sign not match"):
        channels.send_test(channel=added("dingtalk", secret="SECbad"))


def test_no_redirect_is_followed(company: Company, stand_in: Services) -> None:
    with pytest.raises(Refused, match="302"):
        channels.send_test(channel=added("wecom", key=MOVED))


def test_a_service_that_cannot_be_reached_is_said(company: Company, settings: Any) -> None:
    settings.KPI_GROUP_BOTS_AT = "http://127.0.0.1:1"
    with pytest.raises(Refused, match="连接不上该服务"):
        channels.send_test(channel=added())


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=good",
        "https://qyapi.weixin.qq.com.evil.example/cgi-bin/webhook/send?key=good",
        "https://evil.example/?https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=good",
        "https://qyapi.weixin.qq.com@127.0.0.1/cgi-bin/webhook/send?key=good",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=../../x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        ADDRESSES["feishu"].format(KEY),
    ],
)
def test_no_address_but_the_services_own_is_taken(company: Company, address: str) -> None:
    form = {"service": "wecom", "name": "一班", "address": address, "areas": ["evidence"], "hour": "9"}
    answer = visitor("administrator").post("/channels/add/", form)
    assert answer.status_code == 200
    assert "This is not the address of such a bot" in answer.content.decode()
    assert not Channel.objects.exists()


def test_the_plugins_speak_to_the_services_only() -> None:
    with pytest.raises(requests.RequestException):
        bots._OnlyTheServices.post("https://evil.example/")


def test_the_key_is_locked_in_the_database_and_never_shown(company: Company) -> None:
    form = {"service": "dingtalk", "name": "一班", "secret": SECRET, "areas": ["evidence"], "hour": "9"}
    browser = visitor("administrator")
    browser.post("/channels/add/", form | {"address": ADDRESSES["dingtalk"].format(KEY)})
    channel = Channel.objects.get()
    for locked in (channel.locked_key, channel.locked_secret):
        assert KEY not in locked
        assert SECRET not in locked
    page = browser.get("/channels/").content.decode()
    assert "一班" in page
    assert KEY not in page
    assert KEY not in str(AuditEntry.objects.get(verb="reports.add_channel").detail)


def test_once_a_day_the_group_is_told_how_many_have_something_to_do(company: Company, stand_in: Services) -> None:
    added()
    idea()
    assert run(stand_in, MORNING) == []
    at_nine = MORNING + timedelta(hours=1, minutes=1)
    ((host, text),) = run(stand_in, at_nine)
    assert (host, "翠湖物业" in text, "2" in text, "http://acme.localhost" in text) == (WECOM, True, True, True)
    assert not any(word in text for word in ("王芳", "沈立", "防滑垫"))
    assert run(stand_in, at_nine + timedelta(minutes=5)) == []
    Suggestion.objects.all().delete()
    assert run(stand_in, at_nine + timedelta(days=1)) == []


def run(stand_in: Services, at: datetime) -> list[tuple[str, str]]:
    """What the worker's tasks post at this moment, each delivered twice."""
    before = len(stand_in.posted)
    with time_machine.travel(at, tick=False):
        tell_accounts.apply(headers={"_schema_name": "acme"}).get()
        connection.set_tenant(Company.objects.get(schema_name="acme"))
        for message in OutboxMessage.objects.filter(done_at=None, task="reports.post_to_channel"):
            post_to_channel.apply(args=[message.pk], headers={"_schema_name": "acme"}).get()
            post_to_channel.apply(args=[message.pk], headers={"_schema_name": "acme"}).get()
    return stand_in.posted[before:]


def test_what_a_group_did_not_get_stands_on_the_page(company: Company, stand_in: Services) -> None:
    added(key="other1234")
    idea()
    assert run(stand_in, MORNING + timedelta(hours=2)) == []
    assert "invalid webhook url" in visitor("administrator").get("/channels/").content.decode()


def test_a_bot_is_removed_after_one_question(company: Company) -> None:
    browser, address = visitor("administrator"), f"/channels/{added().pk}/remove/"
    assert "its address is forgotten" in browser.get(address).content.decode()
    assert Channel.objects.exists()
    assert browser.post(address).status_code == 302
    assert not Channel.objects.exists()
    assert visitor("hr").get("/channels/").status_code == 403
