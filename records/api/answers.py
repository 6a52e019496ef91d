"""What the API says when it does not do what was asked: one shape, a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse
from ninja import Field, Schema

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WAIT = 5
"""Seconds after which another try makes sense where somebody else's turn it was."""
STATUS = {"not_its_turn": 409, "cards_unseen": 409, "too_large": 413}
"""Of refusals; what a client sent is at fault in all others."""


class Problem(Schema):
    """Why nothing was done."""

    code: str = Field(description="Names the rule; stable.")
    detail: str = Field(description="A sentence for people, in the language of Accept-Language (zh, en).")


class NotDone(Exception):
    """Ends a call of the API with this status, ``code`` and sentence, and with what else the answer says."""

    def __init__(self, status: int, code: str, sentence: str | _StrPromise, **told: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.sentence, self.told = status, code, sentence, told


def said(request: HttpRequest, problem: NotDone) -> JsonResponse:
    """The answer."""
    return refusal(problem.status, {"code": problem.code, "detail": str(problem.sentence), **problem.told})


def refusal(status: int, told: Mapping[str, Any]) -> JsonResponse:
    """An answer with a problem; who comes too early is told when to come again."""
    headers = {"Retry-After": str(told.get("wait", WAIT))} if status in (409, 429) else {}
    if status == 401:
        headers = {"WWW-Authenticate": "Bearer"}
    return JsonResponse(dict(told), status=status, headers=headers, json_dumps_params={"ensure_ascii": False})
