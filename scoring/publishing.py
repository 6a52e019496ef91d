"""From computed to final (SCORING §9): two steps by a person, each one entry in the ledger."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, final_month_guard, ledger
from records.models import MonthRecord, MonthState
from scoring.computed import is_computed
from scoring.duties import owed
from scoring.models import Appeal, Card, MonthClose, RedLine, ReviewPanel, ScoringSettings
from scoring.querysets import CardQuerySet
from scoring.results import finding
from scoring.review import checks, queue
from scoring.standing import hashes as standing_hashes
from scoring.talks.opening import open_talks

BEFORE_FINAL = (MonthState.COMPUTED, MonthState.IN_REVIEW, MonthState.PUBLISHED)


@transaction.atomic
def start_review(*, month: Month, by: Account) -> MonthRecord:
    """Hand the computed cards to the supervisors. Raises Refused."""
    record = _locked(month)
    if record.state != MonthState.COMPUTED:
        sentence = _("%(month)s is %(state)s; only a computed month is reviewed.")
        raise Refused(sentence, code="not_computed", params=_named(record))
    record.state = MonthState.IN_REVIEW
    record.save(update_fields=["state"])
    audit.record(by=by, verb="scoring.start_review", subject=record, detail={"month": month})
    return record


@transaction.atomic
def publish_month(*, month: Month, by: Account) -> MonthRecord:
    """Show the cards to the agents; from here on a new close needs a re-opening. Raises Refused."""
    final_month_guard.join_writers()
    record = _locked(month)
    if record.state not in {MonthState.COMPUTED, MonthState.IN_REVIEW}:
        sentence = _("%(month)s is %(state)s; only a computed or reviewed month is published.")
        raise Refused(sentence, code="not_computed", params=_named(record))
    if MonthClose.objects.filter(month=record, state__in=["queued", "running"]).exists():
        sentence = _("A close of %(month)s is under way; wait until it is done.")
        raise Refused(sentence, code="close_under_way", params=_named(record))
    if not is_computed(month):
        sentence = _("%(month)s was opened again; close it once more before it is published.")
        raise Refused(sentence, code="opened_again", params={"month": month})
    _refuse_whoever_closed(record, by)
    _refuse_uncounted(record)
    _refuse_open_panel(record)
    _refuse_unreviewed(record)
    record.state, record.published_at, record.published_by = MonthState.PUBLISHED, timezone.now(), by
    record.save(update_fields=["state", "published_at", "published_by"])
    _enter(record, "publish", by)
    owed.published(record)
    open_talks(record)
    return record


@transaction.atomic
def finalise_month(*, month: Month, by: Account) -> MonthRecord:
    """Make the month final: its facts are shut, payroll may take it. Held cards block it. Raises Refused."""
    final_month_guard.wait_for_writers()
    record = _locked(month)
    if record.state != MonthState.PUBLISHED:
        sentence = _("%(month)s is %(state)s; only a published month becomes final.")
        raise Refused(sentence, code="not_published", params=_named(record))
    if ScoringSettings.of_the_company().two_people_final and by.pk == record.published_by_id:
        sentence = _("You published %(month)s yourself; a second person makes it final.")
        raise Refused(sentence, code="second_person", params={"month": month})
    _refuse_uncounted(record)
    _refuse_open_appeals(record)
    held = waiting_for_a_decision(record)
    if held:
        raise Refused(
            _("%(month)s cannot be final: a decision is missing for %(names)s."),
            code="decision_missing",
            params={"month": month, "names": ", ".join(card.label.name for card in held)},
        )
    record.state, record.finalised_at, record.finalised_by = MonthState.FINAL, timezone.now(), by
    record.save(update_fields=["state", "finalised_at", "finalised_by"])
    standing = standing_hashes(Card.objects.current().filter(month=record))
    _enter(record, "finalise", by, {"standing": standing})
    finding.propose(record)
    return record


def _refuse_open_appeals(record: MonthRecord) -> None:
    open_ones = Appeal.objects.waiting().filter(first_day=record.first_day).select_related("agent")
    names = [appeal.agent.name for appeal in open_ones]
    if names:
        raise Refused(
            _("%(month)s cannot be final: the appeal of %(names)s waits for an answer."),
            code="appeal_open",
            params={"month": record.month, "names": _(", ").join(names[:NAMED])},
        )


def _refuse_whoever_closed(record: MonthRecord, by: Account) -> None:
    closed = MonthClose.objects.filter(month=record, state=MonthClose.State.DONE).order_by("-pk").first()
    same = closed is not None and by.pk == closed.requested_by_id
    if same and ScoringSettings.of_the_company().two_people_publish:
        raise Refused(
            _("You asked for the close of %(month)s yourself; a second person publishes it."),
            code="second_person",
            params={"month": record.month},
        )


def _refuse_uncounted(record: MonthRecord) -> None:
    """A red line that was confirmed, or overturned, since the close is not on the card yet, or still on it."""
    names = [card.label.name for card in not_up_to_date(record)]
    if names:
        raise Refused(
            _("A red line of %(names)s changed since %(month)s was closed; close it again first."),
            code="red_line_missing",
            params={"month": record.month, "names": ", ".join(names)},
        )


def _refuse_open_panel(record: MonthRecord) -> None:
    if ReviewPanel.objects.open().filter(month=record).exists():
        sentence = _("A review panel looks at cards of %(month)s; close it, or give it up, first.")
        raise Refused(sentence, code="panel_open", params={"month": record.month})


def _refuse_unreviewed(record: MonthRecord) -> None:
    """No figure is published stale, and none that the company wants somebody to have looked at (SCORING §9)."""
    stale = checks.uncounted(record)
    if stale:
        raise Refused(
            _("What was entered for %(names)s is not on the cards yet; close %(month)s again first."),
            code="adjustments_missing",
            params={"month": record.month, "names": named(stale)},
        )
    settings = ScoringSettings.of_the_company()
    changed = checks.to_confirm(record) if checks.confirms(record, settings) else []
    if changed:
        raise Refused(
            _("An adjustment changed the grade of %(names)s; HR has to confirm it first."),
            code="grades_to_confirm",
            params={"names": named([change.card for change in changed])},
        )
    progress = queue.progress(record.month) if checks.wants_all(record, settings) else None
    if progress and not progress.is_complete:
        raise Refused(
            _("%(done)s of %(all)s cards are reviewed; the company publishes a month once all are."),
            code="not_all_reviewed",
            params={"done": progress.done, "all": progress.all},
        )


NAMED = 6


def named(found: Sequence[Card]) -> str:
    """The names on these cards, the first few of many."""
    names = [card.label.name for card in found[:NAMED]]
    return _(", ").join([*names, "…"] if len(found) > NAMED else names)


def not_up_to_date(record: MonthRecord) -> list[Card]:
    """The standing cards whose red lines are not those that count."""
    counting: dict[int, set[str]] = defaultdict(set)
    for agent, key in RedLine.objects.counting_in(record.month).values_list("agent", "key"):
        counting[agent].add(str(key))
    cards = Card.objects.current().filter(month=record, is_trial=False)
    shown = cards.filter(~Q(summary__red_lines=[]) | Q(agent__in=counting)).by_name()
    return [card for card in shown if {one["key"] for one in card.frozen["red_lines"]} != counting[card.agent_id]]


def waiting_for_a_decision(record: MonthRecord | None = None) -> CardQuerySet:
    """The standing cards that an indicator with the policy ``hold`` keeps from being final (SCORING §3).

    Of this month; without one, of every month that is computed and not final. Without their trees.
    """
    of_months = Q(month=record) if record else Q(month__state__in=BEFORE_FINAL)
    cards = Card.objects.current().filter(of_months, is_trial=False).held()
    return cards.without_tree().select_related("month").by_name("month__first_day")


def _locked(month: Month) -> MonthRecord:
    """The month's row in this act's hands alone, behind any other act of the ledger."""
    ledger.lock_chain()
    record = MonthRecord.objects.select_for_update().filter(first_day=month.first_day).first()
    if record is None:
        raise Refused(_("%(month)s was never closed."), code="never_closed", params={"month": month})
    return record


def _named(record: MonthRecord) -> dict[str, object]:
    return {"month": record.month, "state": record.get_state_display().lower()}


def _enter(record: MonthRecord, kind: str, by: Account, more: Mapping[str, Any] | None = None) -> None:
    cards = Card.objects.current().filter(month=record)
    body = {
        "by": by.username,
        "cards": sorted(cards.filter(is_trial=False).values_list("fingerprint", flat=True)),
        "trial_cards": sorted(cards.filter(is_trial=True).values_list("fingerprint", flat=True)),
        **(more or {}),
    }
    ledger.append(kind=kind, month=str(record.month), body=body)
    audit.record(by=by, verb=f"scoring.{kind}_month", subject=record, detail={"month": record.month})
