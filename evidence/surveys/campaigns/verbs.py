"""Running surveys of all residents: slips and posters, and what residents say by them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evidence.facts import new_number
from evidence.surveys.inviting.answering import Said
from evidence.surveys.inviting.giving import BYTES, hash_of
from evidence.surveys.receipts import code_of
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account
from records import audit, months

from .models import Campaign, CampaignAnswer, CampaignLink

FORM_LASTS = timedelta(hours=12)


def plan_campaign(*, by: Account, **values: Any) -> Campaign:
    """A survey between two days."""
    return audited_save.add(Campaign(made_by=by, **values), verb="evidence.plan_campaign", by=by)


@transaction.atomic
def give_links(campaign: Campaign, *, number: int, is_poster: bool, by: Account, at: datetime) -> list[str]:
    """Tokens of so many new slips, or of one poster. Raises Refused where the survey is over."""
    if campaign.expires_at <= at:
        raise Refused(_("This survey is over."), code="over")
    tokens = [secrets.token_urlsafe(BYTES) for _slip in range(number)]
    CampaignLink.objects.bulk_create(
        CampaignLink(campaign=campaign, token_hash=hash_of(token), is_poster=is_poster, made_at=at, made_by=by)
        for token in tokens
    )
    detail = {"how": str(_("poster") if is_poster else _("Slip")), "rows": number}
    audit.record(by=by, verb="evidence.give_campaign_links", subject=campaign, detail=detail)
    return tokens


def ticket_of(link: CampaignLink) -> str:
    """What a poster's form carries, so that it is taken once: a number signed for this company and this poster."""
    return _signer(link).sign(secrets.token_hex(BYTES))


@transaction.atomic
def answer(link: CampaignLink, *, said: Said, ticket: str, at: datetime) -> CampaignAnswer:
    """Record what a resident said. Raises Refused where the link was used, or the same form was sent before."""
    locked = CampaignLink.objects.select_for_update(of=["self"]).select_related("campaign").get(pk=link.pk)
    number = _number(locked, ticket) if locked.is_poster else new_number()
    if not is_open(locked, at) or CampaignAnswer.objects.filter(number=number).exists():
        raise Refused(_("This link has been used already, or its time is over."), code="over")
    if said.rating is None:
        raise Refused(_("Tap a face."), code="no_rating", field="rating")
    entered = CampaignAnswer(
        link=locked,
        number=number,
        answered_at=at,
        rating=said.rating,
        recommend=said.recommend,
        tags=list(said.tags),
        comment=said.comment,
        **said.apart,
    )
    entered.receipt = code_of(entered)
    entered.save(force_insert=True)
    if not locked.is_poster:
        CampaignLink.objects.filter(pk=locked.pk).update(used_at=at)
    audit.record(by=None, verb="evidence.answer_campaign", subject=entered)
    return entered


def is_open(link: CampaignLink, at: datetime) -> bool:
    """Whether it takes an answer now."""
    return link.used_at is None and link.campaign.starts_at <= at < link.campaign.expires_at


def _number(link: CampaignLink, ticket: str) -> str:
    try:
        return _signer(link).unsign(ticket, max_age=FORM_LASTS)
    except signing.BadSignature as bad:
        raise Refused(_("This page is too old. Scan the code once more."), code="old_form") from bad


def _signer(link: CampaignLink) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"survey poster:{months.company().uuid}:{link.pk}")
