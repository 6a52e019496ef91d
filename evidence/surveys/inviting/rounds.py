"""Which orders were completed and ask for an invitation: pulled from the events of orders, a few each round."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from evidence.surveys.models import SurveyAnswer
from evidence.surveys.verbs import key_of
from kpi_portal.lib.company_connection import connection
from records import audit
from tenants.models import Company
from workorders.models import EventKind, OrderEvent, WorkOrder

from .models import Invitation, SurveySettings

SETTLED = timedelta(hours=1)
"""No transaction that enters events lasts longer."""
IN_FLIGHT = 100_000
"""More keys of events than one transaction takes: so far back the first round of a company begins."""
AT_ONCE = 2000
_DUE = (
    "SELECT '{company}' FROM (SELECT max(id) AS last FROM {company}.workorders_orderevent) e"
    " LEFT JOIN {company}.evidence_surveysettings s ON true"
    " WHERE coalesce(s.is_on, true) AND e.last > coalesce(s.seen_to, 0)"
)


def due() -> list[str]:
    """Schemas of the companies whose orders had an event that was not looked at for good, found by one query."""
    companies = list(Company.objects.values_list("schema_name", flat=True))
    if not companies:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_DUE.format(company=name) for name in companies))
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def invite_new(now: datetime) -> int:
    """Invite to every order that was completed lately, once; returns how many. Safe to ring twice."""
    SurveySettings.objects.get_or_create(pk=1)
    rules = SurveySettings.objects.select_for_update().get(pk=1)
    if not rules.is_on:
        return 0
    last = OrderEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    orders = list(_completed_since(rules, now)[:AT_ONCE])
    made = Invitation.objects.bulk_create(_invitation(order, rules, now) for order in orders)
    if len(orders) < AT_ONCE:
        _move_on(rules, last, now)
    if made:
        audit.record(by=None, verb="evidence.invite", subject=rules, detail={"rows": len(made)})
    return len(made)


def _completed_since(rules: SurveySettings, now: datetime) -> QuerySet[WorkOrder]:
    events = OrderEvent.objects.filter(pk__gt=rules.seen_to, kind=EventKind.COMPLETED, stands=True)
    orders = WorkOrder.objects.filter(
        pk__in=events.values("order_id"),
        stands=True,
        state=WorkOrder.State.COMPLETED,
        correction="",
        completed_at__gt=now - timedelta(days=rules.valid_days),
        completed_at__lte=now,
    )
    answered = SurveyAnswer.objects.filter(stands=True, order=OuterRef("pk"))
    return orders.exclude(Exists(answered)).filter(invitation=None).order_by("pk")


def _invitation(order: WorkOrder, rules: SurveySettings, now: datetime) -> Invitation:
    return Invitation(
        key=key_of(order),
        order=order,
        agent_id=order.completer_id or order.agent_id,
        site_id=order.site_id,
        building_id=order.building_id,
        invited_at=now,
        expires_at=now + timedelta(days=rules.valid_days),
    )


def _move_on(rules: SurveySettings, last: int, now: datetime) -> None:
    """What was looked at an hour ago is not looked at again."""
    if rules.next_seen_at is None:
        rules.seen_to = max(0, last - IN_FLIGHT)
    elif now - rules.next_seen_at >= SETTLED:
        rules.seen_to = rules.next_seen_to
    else:
        return
    rules.next_seen_to, rules.next_seen_at = last, now
    rules.save(update_fields=["seen_to", "next_seen_to", "next_seen_at"])
