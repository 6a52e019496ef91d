"""Posting to a group's bot, or through the company's own app, of WeCom, DingTalk or Feishu, by apprise.

Only these services' own hosts are ever spoken to: what an administrator pastes is taken apart into the bot's key, and
the address is made anew from it. The services answer a refusal with status 200 and a code; apprise takes some of those
for success, so the answer is read here (docs/decisions/25-group-bots-by-apprise.md).
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from apprise import AppriseAsset
from apprise.plugins import dingtalk, feishu, wecombot
from django.conf import settings
from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused
from reports.inbox import work_apps
from reports.inbox.channel_models import Channel
from reports.inbox.work_apps import App

Service = Channel.Service
HOSTS: Mapping[str, str] = {
    Service.WECOM: "qyapi.weixin.qq.com",
    Service.DINGTALK: "oapi.dingtalk.com",
    Service.FEISHU: "open.feishu.cn",
}
_ADDRESSES: Mapping[str, str] = {
    Service.WECOM: r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=(?P<key>[A-Za-z0-9_-]+)",
    Service.DINGTALK: r"https://oapi\.dingtalk\.com/robot/send\?access_token=(?P<key>[A-Za-z0-9]+)",
    Service.FEISHU: r"https://open\.feishu\.cn/open-apis/bot/v2/hook/(?P<key>[A-Za-z0-9_-]+)/?",
}
_SAID: ContextVar[str] = ContextVar("what the service answered", default="")
_PLUGINS: Mapping[str, Any] = {
    Service.WECOM: wecombot.NotifyWeComBot,
    Service.DINGTALK: dingtalk.NotifyDingTalk,
    Service.FEISHU: feishu.NotifyFeishu,
    Service.WECOM_APP: work_apps.WeComApp,
    Service.DINGTALK_APP: work_apps.DingTalkApp,
    Service.FEISHU_APP: work_apps.FeishuApp,
}
SECONDS = 10
SECRET = re.compile(r"[A-Za-z0-9]{1,128}")


class NotPosted(Exception):
    """The group did not get the message; the text says why, as far as the service does."""


def key_in(service: str, address: str) -> str:
    """The bot's key out of the address that the service shows. Raises Refused for any other address."""
    found = re.fullmatch(_ADDRESSES[service], address.strip())
    if found is None:
        raise Refused(
            _("This is not the address of such a bot; it begins with https://%(host)s/."),
            code="not_a_bot",
            params={"host": HOSTS[service]},
            field="address",
        )
    return found["key"]


def post(service: str, *, key: str, secret: str, text: str) -> None:
    """Write the text into the group. Raises NotPosted."""
    _SAID.set("")
    asset = AppriseAsset(app_id="KPI portal")
    if not _PLUGINS[service](asset=asset, **_given(service, key, secret)).send(body=text):
        raise NotPosted(_SAID.get() or _("The service could not be reached."))


def _given(service: str, key: str, secret: str) -> dict[str, Any]:
    """What the plugin of the service asks for."""
    if service in Channel.APPS:
        return {"app": App.read(key), "secret": secret, "fetch": _OnlyTheServices.fetch}
    given: Mapping[str, dict[str, Any]] = {
        Service.WECOM: {"key": key},
        Service.DINGTALK: {"token": key, "secret": secret or None},
        Service.FEISHU: {"token": key},
    }
    return given[service]


class _OnlyTheServices:
    """What the plugins find under the name ``requests``: their own hosts, no redirects, answers that are read."""

    codes = requests.codes
    RequestException = requests.RequestException

    @classmethod
    def post(cls, url: str, **sent: Any) -> requests.Response:
        """As ``requests.post``. Raises RequestException also for what the service refused."""
        if sent.get("params"):  # the plugin quotes the signature, and requests would once more
            sent["params"] = {name: unquote(value) for name, value in sent["params"].items()}
        return cls.fetch("POST", url, **sent)

    @staticmethod
    def fetch(method: str, url: str, **sent: Any) -> requests.Response:
        """As ``requests.request``. Raises RequestException also for what the service refused."""
        address = urlsplit(url)
        if address.scheme != "https" or address.hostname not in HOSTS.values():
            raise requests.exceptions.InvalidURL(url)
        if settings.KPI_GROUP_BOTS_AT:  # a local stand-in, in tests
            url = f"{settings.KPI_GROUP_BOTS_AT}/{address.hostname}{address.path}?{address.query}"
        answer = requests.request(method, url, **{"timeout": SECONDS, **sent, "allow_redirects": False})
        _refuse(answer)
        return answer


def _refuse(answer: requests.Response) -> None:
    """Raise where the service says no: by status, or by a code in an answer that says 200."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    code = said.get("errcode", said.get("code", 0)) if isinstance(said, dict) else 0
    if answer.status_code == requests.codes.ok and not code:
        return
    reason = str(said.get("errmsg") or said.get("msg") or "") if isinstance(said, dict) else ""
    told = {"code": code or answer.status_code, "reason": reason[:200]}
    _SAID.set(_("The service refused it: %(reason)s (%(code)s).") % told)
    raise requests.RequestException(_SAID.get())


for _plugin in (wecombot, dingtalk, feishu):
    _plugin.requests = _OnlyTheServices  # type: ignore[attr-defined]
