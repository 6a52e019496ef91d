"""What becomes of an idea beside the decision: what is said about it, when it was carried out, what that changed.

None of it moves a figure, so it goes on after the month of the decision is final.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Required, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from kpi_portal.lib.rounding import half_up
from people import audited_save
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit

from .models import Implementation, Suggestion, SuggestionNote

FIGURE = re.compile(r"\s*(\d{1,12}(?:\.\d{1,6})?)\s*(.*?)\s*")


@transaction.atomic
def discuss(idea: Suggestion, *, by: Account, words: str) -> SuggestionNote:
    """Say something about it: the submitter, and who leads."""
    if not words.strip():
        raise Refused(_("Write something."), code="no_words", field="words")
    note = SuggestionNote.objects.create(idea=idea, words=words.strip(), by=by.person, at=timezone.now())
    audit.record(by=by, verb="evidence.discuss_suggestion", subject=idea)
    return note


class Done(TypedDict, total=False):
    """When and how it was carried out, and what was before and after, as a figure or in words."""

    done_on: Required[date]
    words: Required[str]
    before: str
    after: str


@transaction.atomic
def implement(idea: Suggestion, *, by: Account, **done: Unpack[Done]) -> Implementation:
    """Note that an adopted idea was carried out, or what that changed meanwhile. Raises Refused for the own idea."""
    refuse_for_oneself(by, idea.agent_id)
    if idea.decision != Suggestion.Decision.ADOPTED:
        raise Refused(_("Only an adopted suggestion is carried out."), code="not_adopted")
    if done["done_on"] > timezone.localdate():
        raise Refused(_("This lies in the future."), code="future", field="done_on")
    if done["done_on"] < timezone.localdate(idea.submitted_at):
        raise Refused(_("This lies before it was submitted."), code="too_early", field="done_on")
    known, act = implementation_of(idea), "evidence.implement_suggestion"
    if known is None:
        return audited_save.add(Implementation(idea=idea, by=by.person, **done), verb=act, by=by)
    return audited_save.change(known, done, verb="evidence.implement_suggestion", by=by)


def notes_of(idea: Suggestion) -> list[SuggestionNote]:
    """Of every revision, the oldest first."""
    notes = SuggestionNote.objects.filter(idea__source=idea.source, idea__number=idea.number)
    return list(notes.select_related("by").order_by("at", "pk"))


def implementation_of(idea: Suggestion) -> Implementation | None:
    """Of whichever revision."""
    found = Implementation.objects.filter(idea__source=idea.source, idea__number=idea.number)
    return found.select_related("by").first()


def change(done: Implementation) -> str:
    """By how much per cent a figure became another, where both are figures of one unit; empty else."""
    before, after = FIGURE.fullmatch(done.before), FIGURE.fullmatch(done.after)
    if before is None or after is None or before[2] != after[2] or not Decimal(before[1]):
        return ""
    share = half_up((Decimal(after[1]) - Decimal(before[1])) / Decimal(before[1]) * 100, 1)
    return f"{share:+.1f} %".replace("-", "−")
