"""Presumed postings (SCORING §7): whoever came in by an import is taken to work for the whole company from the month of
the earliest standing fact on, until somebody states a posting. They follow the facts, whatever order files come in, and
go with the undo of the import that made the person up.

One rule, settled again after whatever may have moved it: a person of an import with facts and without a stated posting
has one presumed posting; everybody else has none. Whether the person's name came by an order or by a file of people,
and which of the two came first, makes no difference. Days of final months stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people import made_up_places
from people.models import Person, Posting
from records.imports.undoing import Swept
from records.models import Batch, MonthRecord
from records.months import CLOSED

FirstFacts = Callable[[Collection[int]], Mapping[int, date]]
"""From people to the first day of the month of the earliest standing fact of each that has one."""


STATING = ("people",)
"""Kinds of import whose rows say who somebody is."""


def first_facts(people: Collection[int]) -> dict[int, date]:
    """Over all kinds of facts; the rooms above are named in ``settings.KPI_FIRST_FACTS``."""
    found: dict[int, date] = {}
    for path in settings.KPI_FIRST_FACTS:
        of_one_room: FirstFacts = import_string(path)
        for person, day in of_one_room(people).items():
            found[person] = min(day, found.get(person, day))
    return found


def made_up(people: Collection[int] | None = None) -> QuerySet[Person]:
    """Whom an import made (of these people, or of all)."""
    chosen = Person.objects.standing().exclude(batch=None)
    return chosen if people is None else chosen.filter(pk__in=people)


def only_named() -> QuerySet[Person]:
    """Of whom no more is known than that a file of something else named them."""
    return Person.objects.standing().exclude(batch=None).exclude(batch__kind__in=STATING)


def settle(people: Collection[int] | None = None) -> None:
    """Make the rule hold for these people, or for all."""
    whom = set(made_up(people).values_list("pk", flat=True))
    if not whom:
        return
    stated = set(Posting.objects.filter(person__in=whom, is_presumed=False).values_list("person_id", flat=True))
    facts = first_facts(whom - stated)
    first_free_day = _first_free_day()
    wanted = {person: max(day, first_free_day) for person, day in facts.items()}
    present = set()
    for posting in Posting.objects.filter(person__in=whom, is_presumed=True):
        present.add(posting.person_id)
        _settle_one(posting, wanted.get(posting.person_id), first_free_day)
    batches = dict(Person.objects.filter(pk__in=whom).values_list("pk", "batch_id"))
    Posting.objects.bulk_create(
        Posting(person_id=person, first_day=day, is_presumed=True, batch_id=batches[person])
        for person, day in wanted.items()
        if person not in present
    )


def _first_free_day() -> date:
    """The first day after all final months."""
    last = MonthRecord.objects.filter(state__in=CLOSED).order_by("-first_day").first()
    return last.month.next.first_day if last else date.min


def _settle_one(posting: Posting, wanted: date | None, first_free_day: date) -> None:
    """Move a presumed posting, or take it back. What of it lies in final months stays."""
    if wanted is None and posting.first_day >= first_free_day:
        posting.delete()
    elif wanted is None:
        last_day = first_free_day - timedelta(days=1)
        Posting.objects.filter(pk=posting.pk, last_day=None).update(last_day=last_day)
    elif posting.first_day >= first_free_day:
        Posting.objects.filter(pk=posting.pk).exclude(first_day=wanted).update(first_day=wanted)
    else:
        Posting.objects.filter(pk=posting.pk).exclude(last_day=None).update(last_day=None)


REASONS = {
    "account": gettext_lazy("has an account"),
    "postings": gettext_lazy("has a posting that somebody entered"),
    "leave": gettext_lazy("has leave that somebody entered"),
    "bonus_bases": gettext_lazy("has a bonus base"),
}
"""What may rest on somebody → why that person stays."""


def sweep(batch: Batch) -> Swept:
    """After the undo of an import: whom it, or one undone before, made up and nothing rests on any more is gone from
    every list and score, sites and teams likewise; the others keep what their standing facts give them. Returns who
    and what went, and of its own what stays and why."""
    settle()
    made = made_up().filter(Q(batch=batch) | Q(batch__state=Batch.State.UNDONE))
    kept = set(first_facts(list(made.values_list("pk", flat=True))))
    rest = reduce(or_, (Q(**{f"{what}__isnull": False}) for what in REASONS))
    gone = made.exclude(pk__in=kept).exclude(pk__in=made.filter(rest).values("pk"))
    people = dict(gone.values_list("pk", "name"))
    Person.objects.filter(pk__in=people).update(voided_at=timezone.now())
    places = made_up_places.sweep(batch)
    return Swept(tuple(sorted(people.values())), tuple(places), _staying(batch))


def _staying(batch: Batch) -> dict[str, list[str]]:
    """Who and what was made up by it and stays, with the reasons, by the model's label."""
    found: dict[str, list[str]] = defaultdict(list)
    people = list(made_up().filter(batch=batch).order_by("name"))
    facts = first_facts([person.pk for person in people])
    for person in people:
        why = [str(said) for what, said in REASONS.items() if made_up([person.pk]).filter(**{f"{what}__isnull": False})]
        why += [_("other facts are theirs")] if person.pk in facts else []
        found[Person._meta.label].append(_("%(name)s (%(why)s)") % {"name": person, "why": _("; ").join(why)})
    for place in made_up_places.made_by(batch):
        found[place._meta.label].append(_("%(name)s (%(why)s)") % {"name": place, "why": _("something else is there")})
    return dict(found)
