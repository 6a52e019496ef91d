"""Checks of contacts against a checklist (SCORING §3, ``etiquette_pass_rate``)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.facts import correct, enter, number_of_day
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Site

from . import contacts
from .models import Checklist, QualityCheck, QualityItem
from .sampling import checked as sampling

Outcome = QualityItem.Outcome


class Item(NamedTuple):
    """One item as checked."""

    name: str
    outcome: str
    weight: int = 1
    is_critical: bool = False
    finding: str = ""
    standard: str = ""

    @property
    def outcome_words(self) -> str:
        """The outcome as it is read."""
        return str(Outcome(self.outcome).label)


class Contact(NamedTuple):
    """The contact that was checked: whose, when, where, with which list, and where it can be heard or seen."""

    agent: Person
    at: datetime
    site: Site | None = None
    checklist: Checklist | None = None
    recording: str = ""
    time_mark: str = ""
    key: str = ""
    """What was checked, like ``order:12``, where that is known."""


def checklist() -> tuple[Item, ...]:
    """What the form offers, in the reader's language; a check keeps the words it was made with."""
    passed = Outcome.PASS
    return (
        Item(gettext("Greets and gives company and name"), passed),
        Item(gettext("Speaks politely and calmly"), passed, 2, is_critical=True),
        Item(gettext("Lets the resident finish"), passed),
        Item(gettext("Repeats the request to make sure"), passed, 2),
        Item(gettext("Says what happens next and by when"), passed, 2),
        Item(gettext("Keeps personal data to themselves"), passed, 2, is_critical=True),
        Item(gettext("Enters the order completely"), passed),
        Item(gettext("Closes the conversation politely"), passed),
    )


@transaction.atomic
def record_check(contact: Contact, *, items: Sequence[Item], by: Account, at: datetime, note: str = "") -> QualityCheck:
    """A finished check: final at once, at the instant ``at``."""
    _refuse_empty(items)
    number = number_of_day(QualityCheck, "ZJ", at)  # whoever checks the same contact at this moment waits here
    refuse_again(contact)
    check = QualityCheck(
        number=number,
        agent=contact.agent,
        site=contact.site,
        checklist=_kept(contact.checklist),
        recording=contact.recording,
        time_mark=contact.time_mark,
        contact_at=contact.at,
        contact=contact.key,
        final_at=at,
        checker=by.person if by else None,
        note=note,
    )
    if at < contact.at:
        raise Refused(_("The contact lies after the check."), code="contact_after_check")
    enter(check, by=by, verb="record_check")
    _store(check, items)
    if contact.key:
        sampling.note_checked(check)
    return check


@transaction.atomic
def correct_check(check: QualityCheck, *, items: Sequence[Item], by: Account, reason: str) -> QualityCheck:
    """The same check with other outcomes; the one before stays readable."""
    _refuse_empty(items)
    corrected = correct(check, by=by, verb="correct_check", reason=reason)
    _store(corrected, items)
    return corrected


def items_of(check: QualityCheck) -> list[Item]:
    """The items of a check as values."""
    return [Item(*(getattr(item, name) for name in Item._fields)) for item in check.items.all()]


def score_of(items: Iterable[QualityItem | Item]) -> Fraction | None:
    """Weight passed / weight applicable × 100; None: nothing applied, so it is no check."""
    applicable = [item for item in items if item.outcome != Outcome.NOT_APPLICABLE]
    weight = sum(item.weight for item in applicable)
    passed = sum(item.weight for item in applicable if item.outcome == Outcome.PASS)
    return Fraction(100 * passed, weight) if weight else None


def failed_critically(items: Iterable[QualityItem | Item]) -> bool:
    """Whether a critical item failed, which no score makes good."""
    return any(item.is_critical and item.outcome == Outcome.FAIL for item in items)


def refuse_again(contact: Contact) -> None:
    """Raise Refused where a check of this contact stands: the same order or call, or, where that is not known of one of
    the two, the same agent in the same minute."""
    Person.objects.select_for_update().get(pk=contact.agent.pk)  # two checks of one agent come one after the other
    same = contacts.same(contact.agent, contact.at, contact.key)
    if before := QualityCheck.objects.standing().filter(same).select_related("checker").first():
        raise Refused(
            _("This contact was checked already, by %(name)s; it counts once. Ask for a second rating instead."),
            code="checked_already",
            params={"name": before.checker or "—"},
        )


def _kept(checklist: Checklist | None) -> Checklist | None:
    """The list, which whoever changes it meanwhile finds used."""
    return checklist and Checklist.objects.select_for_update().get(pk=checklist.pk)


def _refuse_empty(items: Sequence[Item]) -> None:
    if score_of(items) is None:
        raise Refused(_("No item applies; nothing was checked."), code="nothing_applies")


def _store(check: QualityCheck, items: Sequence[Item]) -> None:
    QualityItem.objects.bulk_create(
        QualityItem(
            quality_check=check,
            position=position,
            **(item._asdict() | {"finding": item.finding if item.outcome == Outcome.FAIL else ""}),
        )
        for position, item in enumerate(items, start=1)
    )
