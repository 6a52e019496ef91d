"""A stand-in for the three services: it speaks each one's answers and remembers what was posted."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, MOVED, SECRET = "good1234", "moved1234", "SECgood"
APP_SECRET = "app-secret-1"
WECOM, DINGTALK, FEISHU = "qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"


class Services(ThreadingHTTPServer):
    """``posted``: service and text, in order."""

    posted: list[tuple[str, str]]


class _Answers(BaseHTTPRequestHandler):
    server: Services

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, sent: dict[str, Any]) -> None:
        address = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        host, path = address.path.split("/")[1], "/".join(address.path.split("/")[2:])
        if path in APPS:
            status, answer, text = APPS[path](self.headers.get("Authorization", ""), asked, sent)
        else:
            status, answer, text = {WECOM: wecom, DINGTALK: dingtalk, FEISHU: feishu}[host](address.path, asked, sent)
        if text:
            self.server.posted.append((host, text))
        body = json.dumps(answer).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Silent."""


Answer = tuple[int, dict[str, Any], str]


def wecom(_path: str, asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    if asked.get("key") == MOVED:
        return 302, {}, ""
    if asked.get("key") != KEY:
        return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, ""
    return 200, {"errcode": 0, "errmsg": "ok"}, sent["text"]["content"]


def dingtalk(_path: str, asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    signed = f"{asked.get('timestamp')}\n{SECRET}".encode()
    right = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    if asked.get("access_token") != KEY:
        return 200, {"errcode": 300001, "errmsg": "token is not exist"}, ""
    if asked.get("sign") != right:
        return 200, {"errcode": 310000, "errmsg": "sign not match"}, ""
    return 200, {"errcode": 0, "errmsg": "ok"}, sent["text"]["content"]


def feishu(path: str, _asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    if path.rstrip("/").rsplit("/", 1)[-1] != KEY:
        return 200, {"code": 19001, "msg": "param invalid: incoming webhook access token invalid", "data": {}}, ""
    return 200, {"code": 0, "msg": "success", "data": {}}, sent["content"]["text"]


def token(_bearer: str, asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    """Of an app: for the right secret only, whatever the service calls it."""
    given = asked | sent
    if given.get("corpsecret", given.get("appsecret", given.get("app_secret"))) != APP_SECRET:
        return 200, {"errcode": 40001, "code": 40001, "errmsg": "invalid credential", "msg": "invalid credential"}, ""
    return 200, {"errcode": 0, "code": 0, "access_token": "t0", "tenant_access_token": "t0"}, ""


def wecom_app(_bearer: str, asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    assert (asked["access_token"], sent["agentid"]) == ("t0", 1000002)
    return 200, {"errcode": 0}, f"{sent['touser']} {sent['text']['content']}"


def dingtalk_app(_bearer: str, asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    assert (asked["access_token"], sent["agent_id"]) == ("t0", 1000002)
    return 200, {"errcode": 0}, f"{sent.get('userid_list') or sent['to_all_user']} {sent['msg']['text']['content']}"


def feishu_app(bearer: str, _asked: dict[str, str], sent: dict[str, Any]) -> Answer:
    assert bearer == "Bearer t0"
    to = sent.get("user_ids") or sent["department_ids"]
    return 200, {"code": 0}, f"{','.join(to)} {sent['content']['text']}"


APPS = {
    "cgi-bin/gettoken": token,
    "gettoken": token,
    "open-apis/auth/v3/tenant_access_token/internal": token,
    "cgi-bin/message/send": wecom_app,
    "topapi/message/corpconversation/asyncsend_v2": dingtalk_app,
    "open-apis/message/v4/batch_send/": feishu_app,
}


@contextmanager
def services() -> Iterator[Services]:
    """Running until the end of the block."""
    server = Services(("127.0.0.1", 0), _Answers)
    server.posted = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
