"""Another program: a client that brings a key, and nothing else."""

import json
from collections.abc import Iterable
from typing import Any

from django.test import Client

from people.models import Account
from records.keys import verbs
from records.models import ApiKey


def key_of(username: str, scopes: Iterable[str], *, calls_per_minute: int = 6000) -> tuple[ApiKey, str]:
    """A key that this member of the cast makes, and its words."""
    by = Account.objects.get(username=username)
    name = f"CRM {ApiKey.objects.count()}"
    return verbs.make(by=by, name=name, scopes=scopes, days=30, calls_per_minute=calls_per_minute)


class Program:
    """Calls the API of one company."""

    def __init__(self, words: str, company: str = "acme", language: str = "en") -> None:
        self.client = Client(
            SERVER_NAME=f"{company}.localhost",
            HTTP_AUTHORIZATION=f"Bearer {words}",
            HTTP_ACCEPT_LANGUAGE=language,
            raise_request_exception=False,
        )

    def get(self, path: str) -> tuple[int, Any]:
        """Status and what the answer says."""
        answer = self.client.get(f"/api/v1/{path}")
        return answer.status_code, answer.json()

    def push(self, kind: str, *rows: dict[str, Any], source: str = "crm", **said: Any) -> tuple[int, Any]:
        """Rows of one kind."""
        return self.send(kind, json.dumps({"source": source, "rows": rows, **said}))

    def send(self, kind: str, body: str | bytes) -> tuple[int, Any]:
        """Any body."""
        answer = self.client.post(f"/api/v1/push/{kind}", body, content_type="application/json")
        return answer.status_code, answer.json()
