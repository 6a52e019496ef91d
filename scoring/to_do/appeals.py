"""The own card to accept or to appeal, own appeals that were answered, appeals to answer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.access import ADMINISTRATOR, VERBS
from people.models import Account
from scoring.appeals import verbs, window
from scoring.models import Appeal, AppealQuestion, AppealRound, Card, CardAnswer, Review, ScoringSettings
from scoring.saying import indicator_name
from scoring.to_do.months import named

State = Appeal.State
TOLD = Q(state=State.FINAL, noted_at=None) | Q(state__in=(State.OPEN, State.ANSWERED))


@tasks_for("scoring.answer_card")
def own_card(account: Account, now: datetime) -> Iterator[Group]:
    """Every own card whose window is open and that was neither accepted nor appealed."""
    accepted = CardAnswer.objects.filter(card=OuterRef("pk"), kind=CardAnswer.Kind.ACCEPTED)
    appealed = Appeal.objects.filter(card=OuterRef("pk")).exclude(state=State.WITHDRAWN)
    found = list(window.recent_cards(account.person_id, now).filter(~Exists(accepted), ~Exists(appealed)))
    if not found:
        return
    settings = ScoringSettings.of_the_company()
    for card in found:
        asked = window.of(card, settings)
        if asked is not None and asked.is_open(now):
            label = _("Your card of %(month)s") % {"month": named(card.month.month)}
            yield Group(label=label, act=_("Read my card"), tasks=(_to_read(card),), due=asked.until)


def _to_read(card: Card) -> Task:
    return Task(
        key=f"card:{card.pk}",
        sentence=_("Your card of %(month)s is published: accept it, or appeal what is not right")
        % {"month": named(card.month.month)},
        reason=_("a new version of it") if card.version > 1 else "",
        href=reverse("reports:card", args=[card.month.month, card.agent_id]),
        badge=_("new version") if card.version > 1 else "",
    )


@tasks_for("scoring.answer_card", rows=lambda: Appeal.objects.filter(TOLD, agent=PERSON))
def own_appeals(account: Account, now: datetime) -> Iterator[Group]:
    """Own appeals that wait for somebody, those whose answer may go into a second round, final words to be noted."""
    found = list(Appeal.objects.filter(TOLD, agent=account.person_id)[:LISTED])
    if not found:
        return
    settings = ScoringSettings.of_the_company()
    answered = [appeal for appeal in found if appeal.state == State.ANSWERED]
    until = {appeal.pk: verbs.further_until(appeal, settings) for appeal in answered}
    still = {pk for pk, ends in until.items() if ends is not None and now < ends}
    tasks = [_own(appeal) for appeal in found if appeal.state != State.ANSWERED or appeal.pk in still]
    label, act = _("Your appeals"), _("Read the answer to your appeal")
    yield Group(label=label, act=act, tasks=tuple(tasks), due=min((until[pk] or now for pk in still), default=None))


@tasks_for("scoring.answer_card", rows=lambda: _open_questions().filter(round__appeal__agent=PERSON))
def own_questions(account: Account, now: datetime) -> Iterator[Group]:
    """More evidence that is asked for about own appeals."""
    own = _open_questions().filter(round__appeal__agent=account.person_id)
    found = list(own.select_related("round__appeal").order_by("until")[:LISTED])
    if found:
        tasks = tuple(_asked(one, now) for one in found)
        yield Group(label=_("Asked about your appeal"), act=_("Send the evidence"), tasks=tasks, due=found[0].until)


def _open_questions() -> "QuerySet[AppealQuestion]":
    return AppealQuestion.objects.filter(answered_at=None, round__decided_at=None, round__appeal__state=State.OPEN)


def _asked(question: AppealQuestion, now: datetime) -> Task:
    appeal, is_late = question.round.appeal, question.until <= now
    return Task(
        key=f"appeal_question:{question.pk}",
        sentence=_("More evidence is asked for: %(number)s, %(what)s")
        % {"number": appeal.number, "what": _what(appeal)},
        href=appeal.get_absolute_url(),
        badge=_("late") if is_late else "",
        tone="bad" if is_late else "",
    )


def _what(appeal: Appeal) -> str:
    """What kind of thing it is, without its own words, which may hold points: tasks are mailed."""
    kind = str(appeal.get_about_display())
    return _(", ").join([kind, indicator_name(appeal.indicator)] if appeal.indicator else [kind])


def _own(appeal: Appeal) -> Task:
    return Task(
        key=f"own_appeal:{appeal.pk}",
        sentence=_("%(number)s, %(what)s") % {"number": appeal.number, "what": _what(appeal)},
        reason=_("answered; who does not agree opens the second round") if appeal.state == State.ANSWERED else "",
        href=appeal.get_absolute_url(),
        badge=appeal.get_state_display(),
        tone="" if appeal.is_open else "warn",
        waits=appeal.is_open,
        button=None if appeal.state != State.FINAL else _noted(appeal),
    )


def _noted(appeal: Appeal) -> Button:
    return Button(_("Noted"), reverse("scoring:note_appeal", args=[appeal.pk]), "check")


@tasks_for("scoring.answer_appeal", rows=Appeal.objects.waiting)
def to_answer(account: Account, now: datetime) -> Iterator[Group]:
    """Appeals of those whom the account sees and did not score, the earliest deadline first; administrators are asked
    once one is late."""
    rounds = AppealRound.objects.filter(appeal=OuterRef("pk")).order_by("-number")
    reviewed = Review.objects.filter(month=OuterRef("card__month"), agent=OuterRef("agent"), reviewer=account)
    waiting = Appeal.objects.visible_to(account).waiting().exclude(agent=account.person_id)
    waiting = waiting.exclude(Exists(reviewed.exclude(submitted_at=None))).exclude(rounds__decided_by=account)
    asked = AppealQuestion.objects.filter(round__appeal=OuterRef("pk"), round__decided_at=None)
    waiting = waiting.annotate(
        due=Subquery(rounds.values("due")[:1], output_field=DateTimeField()),
        is_asked=Exists(asked.filter(answered_at=None, until__gt=now)),
    )
    if not account.has_role(*(VERBS["scoring.answer_appeal"] - {ADMINISTRATOR})):
        waiting = waiting.filter(due__lte=now)
    found = list(waiting.select_related("agent").order_by("is_asked", "due", "pk")[: LISTED + 1])
    yield Group(
        label=_("Appeals"),
        act=_("Answer the appeal"),
        due=next((appeal.due for appeal in found if not appeal.is_asked), None),
        tasks=tuple(_to_answer(appeal, now) for appeal in found[:LISTED]),
        total=waiting.filter(is_asked=False).count() if len(found) > LISTED else 0,
        href=reverse("scoring:appeals"),
    )


def _to_answer(appeal: Appeal, now: datetime) -> Task:
    is_late, is_asked = appeal.due <= now, appeal.is_asked  # type: ignore[attr-defined]  # annotated above
    return Task(
        key=f"appeal:{appeal.pk}:{appeal.number}",
        sentence=_("%(name)s appeals: %(what)s") % {"name": appeal.agent, "what": _what(appeal)},
        reason=str(appeal.get_cause_display()),
        href=appeal.get_absolute_url(),
        badge=_("late") if is_late else _("evidence asked for") if is_asked else "",
        tone="bad" if is_late else "",
        waits=is_asked and not is_late,
    )
