"""Months and their cards for other programs (SCORING §10): the shape, and the bytes, of ``export_cards``."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from kpi_portal.lib.canonical import instant_text
from kpi_portal.lib.links import whole
from kpi_portal.lib.month import Month
from records.api.answers import NotDone, Problem
from records.keys.bearer import require
from records.keys.scopes import READ_CARDS, READ_MONTHS
from records.models import MonthRecord
from scoring import cards

router = Router(tags=["Reading"])
MOST_CARDS = 500


class MonthSaid(Schema):
    """A month of the company."""

    month: str = Field(description="Like 2026-10.")
    state: str = Field(
        description="open, targets_confirmed, collecting, computed, in_review, published, final, paid_out."
    )
    time_zone: str
    starts: str = Field(description="Instant in UTC.")
    ends: str = Field(description="Instant in UTC; the month is over.")
    cutoff: str = Field(description="Instant in UTC; what comes in until then counts.")


CARDS = {
    "responses": {
        200: {
            "description": "The cards as `export_cards` writes them: decimals are text, the shape is stable.",
            "content": {"application/json": {"schema": {"type": "object", "required": ["company", "month", "cards"]}}},
        }
    }
}


@router.get("/months", response={200: list[MonthSaid], 401: Problem, 403: Problem}, url_name="months")
def months(request: HttpRequest) -> list[MonthSaid]:
    """Every month that the company has, newest first, and how far it is. Scope: `read:months`."""
    require(request, READ_MONTHS)
    return [_month(record) for record in MonthRecord.objects.all()]


@router.get(
    "/months/{month}/cards",
    response={401: Problem, 403: Problem, 404: Problem, 422: Problem},
    openapi_extra=CARDS,
    url_name="cards",
)
def month_cards(
    request: HttpRequest,
    month: str,
    trial: bool = False,
    limit: Annotated[int | None, Query(ge=1, le=MOST_CARDS, description="So many; without it, all.")] = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HttpResponse:
    """The standing cards of a month that was closed (month like 2026-10), or those of its trial plans. Scope:
    `read:cards`. With `limit`, a page of them by agent; the header `Link` names the next one (`rel="next"`)."""
    _key, account = require(request, READ_CARDS)
    part = slice((page - 1) * limit, page * limit + 1) if limit else slice(None)
    try:
        exported = cards.export(Month.asked(month), trial=trial, seen_by=account, part=part)
    except (ValueError, MonthRecord.DoesNotExist):
        raise NotDone(404, "no_month", _("There is no such month.")) from None
    if not exported["cards"]:
        raise NotDone(404, "no_cards", _("There are no cards of this month; it has to be closed first."))
    headers = {}
    if limit and exported["cards"][limit:]:
        del exported["cards"][limit:]
        asked = urlencode({"limit": limit, "page": page + 1} | ({"trial": "true"} if trial else {}))
        headers["Link"] = f'<{whole(reverse("api:cards", args=[month]))}?{asked}>; rel="next"'
    return HttpResponse(cards.as_text(exported), content_type="application/json; charset=utf-8", headers=headers)


def _month(record: MonthRecord) -> MonthSaid:
    return MonthSaid(
        month=str(record.month),
        state=record.state,
        time_zone=record.time_zone,
        starts=instant_text(record.starts_at),
        ends=instant_text(record.ends_at),
        cutoff=instant_text(record.cutoff_at),
    )
