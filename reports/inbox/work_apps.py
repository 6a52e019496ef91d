"""Writing through the company's own app at WeCom, DingTalk or Feishu: to everybody whom the app reaches, or to some.

apprise has plugins for group bots and none for these apps; here they are, as apprise's own: each fetches a token with
the app's secret and sends one text. ``bots`` hands them its way out, which speaks to the services' hosts only.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from apprise.plugins.base import NotifyBase
from django.utils.translation import gettext as _

from kpi_portal.lib.refusals import Refused

Fetch = Callable[..., requests.Response]
ID, NUMBER, PERSON = (
    re.compile(r"[A-Za-z0-9_-]{4,64}"),
    re.compile(r"[0-9]{1,20}"),
    re.compile(r"[A-Za-z0-9_.@-]{1,64}"),
)
SECRET = re.compile(r"[A-Za-z0-9_-]{8,128}")
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class App:
    """What a service calls the company's app; ``people``: the service's user ids, all whom the app reaches if none."""

    identity: str
    number: str
    people: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: str) -> "App":
        """As ``kept`` wrote it."""
        said = json.loads(kept)
        return cls(said["identity"], said["number"], tuple(said["people"]))

    @property
    def kept(self) -> str:
        """To be locked away."""
        return json.dumps({"identity": self.identity, "number": self.number, "people": self.people})


def checked(identity: str, number: str, people: str, *, has_number: bool) -> App:
    """The app as an administrator copies it. Raises Refused, at the field."""
    wanted = tuple(re.split(r"[\s,;，；、|]+", people.strip())) if people.strip() else ()
    if not ID.fullmatch(identity):
        raise Refused(_("Letters and digits, as the service shows them."), code="no_app", field="identity")
    if bool(number) is not has_number or (number and not NUMBER.fullmatch(number)):
        sentence = _("The number of the app (AgentId), digits only; apps of Feishu have none.")
        raise Refused(sentence, code="no_number", field="number")
    if len(wanted) > MOST_PEOPLE or not all(PERSON.fullmatch(each) for each in wanted):
        sentence = _("User ids of the service, at most 100, with commas between; nothing for everybody.")
        raise Refused(sentence, code="no_people", field="people")
    return App(identity, number, wanted)


_Plugin: Any = NotifyBase  # its hooks are not typed


class _WorkApp(_Plugin):
    """A message through an app. The way out raises RequestException for whatever the service refuses."""

    def __init__(self, *, app: App, secret: str, fetch: Fetch, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.app, self.secret, self.fetch = app, secret, fetch

    def send(self, body: str, **_more: Any) -> bool:
        """Whether it was taken."""
        try:
            self.write(self.token(), body)
        except (requests.RequestException, ValueError, KeyError):
            return False
        return True

    def token(self) -> str:
        """What opens the service for two hours."""
        raise NotImplementedError

    def write(self, token: str, body: str) -> None:
        """One text."""
        raise NotImplementedError

    def url(self, *_args: Any, **_kwargs: Any) -> str:
        """None that could be shown: it would hold the secret."""
        return ""


class WeComApp(_WorkApp):
    """企业微信自建应用."""

    def token(self) -> str:
        asked = {"corpid": self.app.identity, "corpsecret": self.secret}
        return str(
            self.fetch("GET", "https://qyapi.weixin.qq.com/cgi-bin/gettoken", params=asked).json()["access_token"]
        )

    def write(self, token: str, body: str) -> None:
        text = {"agentid": int(self.app.number), "msgtype": "text", "text": {"content": body}}
        to = "|".join(self.app.people) or "@all"
        address = "https://qyapi.weixin.qq.com/cgi-bin/message/send"
        self.fetch("POST", address, params={"access_token": token}, json={"touser": to, **text})


class DingTalkApp(_WorkApp):
    """钉钉企业内部应用, 工作通知."""

    def token(self) -> str:
        asked = {"appkey": self.app.identity, "appsecret": self.secret}
        return str(self.fetch("GET", "https://oapi.dingtalk.com/gettoken", params=asked).json()["access_token"])

    def write(self, token: str, body: str) -> None:
        to = {"userid_list": ",".join(self.app.people)} if self.app.people else {"to_all_user": True}
        text = {"agent_id": int(self.app.number), "msg": {"msgtype": "text", "text": {"content": body}}}
        address = "https://oapi.dingtalk.com/topapi/message/corpconversation/asyncsend_v2"
        self.fetch("POST", address, params={"access_token": token}, json={**to, **text})


class FeishuApp(_WorkApp):
    """飞书企业自建应用, 批量发送消息."""

    EVERYBODY: Sequence[str] = ("0",)
    """The root department."""

    def token(self) -> str:
        asked = {"app_id": self.app.identity, "app_secret": self.secret}
        address = "https://open.feishu.cn/open-apis/auth/v3/tenant_access_token/internal"
        return str(self.fetch("POST", address, json=asked).json()["tenant_access_token"])

    def write(self, token: str, body: str) -> None:
        to = {"user_ids": list(self.app.people)} if self.app.people else {"department_ids": list(self.EVERYBODY)}
        text = {"msg_type": "text", "content": {"text": body}}
        address = "https://open.feishu.cn/open-apis/message/v4/batch_send/"
        self.fetch("POST", address, headers={"Authorization": f"Bearer {token}"}, json={**to, **text})
