"""Who works where from when to when; unpaid leave; the bonus base (SCORING §1, §5, §7)."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people import audited_save, part_time, presumed
from people.models import Account, BonusBase, Person, Posting, Site, Team, UnpaidLeave
from people.part_time import FULL_TIME
from people.self_acting import refuse_for_oneself


@transaction.atomic
def post(  # noqa: PLR0913 — one argument for each field
    *,
    person: Person,
    post: str,
    site: Site | None,
    team: Team | None,
    first_day: datetime.date,
    last_day: datetime.date | None = None,
    share: Decimal = FULL_TIME,
    by: Account,
) -> Posting:
    """Post a person to a site (None: company-wide) and team, both days inclusive, for a share of full time in per cent.
    Raises Refused, also where somebody would be at two sites at once and part-time at neither.

    A posting gives plan and posted days, and so moves pay: nobody posts themselves (SCORING §1).
    """
    refuse_for_oneself(by, person.pk)
    if Posting.objects.filter(person=person, post=post, site=site, first_day=first_day).exists():
        sentence = _("%(name)s has a posting there from this day already.")
        raise Refused(sentence, code="twice", params={"name": person.name})
    posting = Posting(
        person=person, post=post, site=site, team=team, share=share, first_day=first_day, last_day=last_day
    )
    stated = part_time.stated([person.pk])[person.pk]
    _refuse_there_already(posting, stated)
    other = part_time.clash(posting, stated)
    if other is not None:
        sentence = _(
            "%(name)s is posted to %(site)s on these days too. End that posting first, or, where both are meant, give "
            "the share of full time."
        )
        params = {"name": person.name, "site": other.site}
        raise Refused(sentence, code="posted_twice", params=params, field="share")
    added = audited_save.add(posting, verb="people.post", by=by)
    presumed.settle([person.pk])
    return added


def _refuse_there_already(posting: Posting, stated: Iterable[Posting]) -> None:
    """At one site and post each day is of one posting (SCORING §7)."""
    there = part_time.here_already(posting, stated)
    if there is None:
        return
    params = {"name": posting.person.name, "first": there.first_day}
    if there.share != posting.share:
        sentence = _("%(name)s is posted there already for another share of full time. End that posting first.")
        raise Refused(sentence, code="two_shares", params=params, field="share")
    sentence = _(
        "%(name)s is posted there already, since %(first)s. End that posting first, or withdraw it where it was wrong."
    )
    raise Refused(sentence, code="posted_there", params=params, field="first_day")


@transaction.atomic
def end_posting(*, posting: Posting, last_day: datetime.date, by: Account) -> Posting:
    """Let a posting end with this day (inclusive)."""
    refuse_for_oneself(by, posting.person_id)
    if last_day < posting.first_day:
        sentence = _("The posting begins only on %(day)s.")
        raise Refused(sentence, code="ends_before_start", params={"day": posting.first_day}, field="last_day")
    ended = audited_save.change(posting, {"last_day": last_day}, verb="people.end_posting", by=by)
    _refuse_overlap(ended)
    return ended


def _refuse_overlap(posting: Posting) -> None:
    """A posting does not go on into the next one there."""
    stated = part_time.stated([posting.person_id])[posting.person_id]
    there = part_time.here_already(posting, [one for one in stated if one.first_day > posting.first_day])
    if there is not None:
        sentence = _("The next posting there begins on %(day)s already.")
        raise Refused(sentence, code="posted_there", params={"day": there.first_day}, field="last_day")


@transaction.atomic
def withdraw_posting(*, posting: Posting, by: Account) -> None:
    """Take back a posting that was entered by mistake."""
    refuse_for_oneself(by, posting.person_id)
    audited_save.remove(posting, verb="people.withdraw_posting", by=by)
    presumed.settle([posting.person_id])


@transaction.atomic
def grant_leave(
    *, person: Person, first_day: datetime.date, last_day: datetime.date, reason: str, by: Account
) -> UnpaidLeave:
    """Days that do not count as posted, both inclusive. Raises Refused where some of them are leave already."""
    refuse_for_oneself(by, person.pk)
    Person.objects.select_for_update().get(pk=person.pk)  # two entries at once would both see no overlap
    clash = UnpaidLeave.objects.filter(person=person, first_day__lte=last_day, last_day__gte=first_day).first()
    if clash is not None:
        raise Refused(
            _("%(first)s to %(last)s is leave already."),
            code="overlap",
            params={"first": clash.first_day, "last": clash.last_day},
        )
    leave = UnpaidLeave(person=person, first_day=first_day, last_day=last_day, reason=reason)
    return audited_save.add(leave, verb="people.grant_leave", by=by)


def withdraw_leave(*, leave: UnpaidLeave, by: Account) -> None:
    """Take back leave that was entered by mistake or not taken."""
    refuse_for_oneself(by, leave.person_id)
    audited_save.remove(leave, verb="people.withdraw_leave", by=by)


@transaction.atomic
def set_bonus_base(*, person: Person, since: Month, amount: Decimal, by: Account) -> BonusBase:
    """The monthly bonus base in yuan from a month on, until the next one; the same month again replaces it."""
    refuse_for_oneself(by, person.pk)
    present = BonusBase.objects.select_for_update().filter(person=person, from_first_day=since.first_day).first()
    if present is not None:
        return audited_save.change(present, {"amount": amount}, verb="people.set_bonus_base", by=by)
    base = BonusBase(person=person, from_first_day=since.first_day, amount=amount)
    return audited_save.add(base, verb="people.set_bonus_base", by=by)
