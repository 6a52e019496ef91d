"""One standing object of every model in both companies, with the company's canary in every text that people write.

Keys, user names, staff numbers and order numbers are the same on both sides; only the canaries differ. A new model
gets its object by itself: values by the type of each field, relations to the standing objects, the person is 王芳.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.month import Month
from people.models import Account, Person, Posting
from records import ledger, months
from scoring import closing, publishing
from scoring.models import (
    Card,
    CardFacts,
    CloseStep,
    MonthClose,
    ProvisionalCard,
    ProvisionalFacts,
    ProvisionalRun,
)
from tenants.models import Company
from tenants.owner import as_owner
from tests.months import closer, publisher

MONTH = Month(2026, 10)
NOON = datetime(2026, 10, 14, 4, 0, tzinfo=UTC)
ROOMS = ("records", "people", "workorders", "evidence", "scoring", "reports")
MADE_BY_A_PASS = (MonthClose, CloseStep, Card, CardFacts, ProvisionalRun, ProvisionalCard, ProvisionalFacts)
BY_NAME: dict[str, Any] = {
    "number": "N-0001",
    "source": "form",
    "kind": "surveys",
    "indicator": "completion_rate",
    "severity": "error",
    "task": "kpi_portal.nothing",
    "key": "standing",
    "month": str(MONTH),
    "time_zone": "Asia/Shanghai",
    "invitation": "I-0001",
    "salt": "00",
    "username": "standing",
    "password": "!",
    "head": "",
    "file_sha256": "0" * 64,
    "first_day": MONTH.first_day,
    "from_first_day": MONTH.first_day,
    "last_day": MONTH.last_day,
    "rating": Decimal(4),
    "points": Decimal(1),
    "top": 5,
    "decision": None,
    "week": [[[0, 1440]]] * 7,
    "times": [],
}
"""What the type of a field does not say. None: the first of its choices."""
SURVEY_TOKEN = "a-token-that-is-known_"
BY_FIELD = {
    "evidence.Campaign.last_day": date(2026, 12, 31),
    "evidence.Invitation.expires_at": datetime(2099, 1, 1, tzinfo=UTC),
    "evidence.InvitationLink.token_hash": hashlib.sha256(SURVEY_TOKEN.encode()).hexdigest(),
    "evidence.SecondRating.outcomes": ["pass"],
    "evidence.Checklist.items": [["问候", 1, False]],
    "evidence.ComplaintStep.kind": "received",
    "evidence.Suggestion.decision": "adopted",
    "scoring.Flag.code": "split_orders",
    "scoring.Decision.points": Decimal(75),
    "scoring.Appeal.about": "rule",
    "scoring.Appeal.subject": "rule:completion_rate",
    "scoring.AppealRound.number": 1,
    "scoring.AppealRound.due": datetime(2099, 1, 1, tzinfo=UTC),
    "scoring.AppealRound.ripple": [],
    "scoring.AwardDecision.proposal": [],
    "reports.PayBatch.number": 1,
    "reports.PayBatch.state": "waiting",
    "reports.PayBatch.columns": [["name", "姓名"]],
    "reports.PayColumns.columns": [["name", "姓名"], ["amount", "应发"]],
    "reports.PayRow.lines": [{"item": 1, "kind": "award", "amount": "1.00", "counted": "1.00", "reason": "奖金"}],
    "reports.PayRow.notes": [],
    "scoring.Talk.state": "signed",
    "scoring.Talk.due": datetime(2099, 1, 1, tzinfo=UTC),
    "scoring.Talk.answer_due": datetime(2099, 1, 1, tzinfo=UTC),
    "scoring.RedLine.key": uuid.UUID(int=7),
    "scoring.RedLine.state": "hearing",
    "scoring.ReviewPanel.state": "given_up",
    "scoring.ReviewPanel.quorum": 2,
    "scoring.PanelOpinion.kind": "recused",
    "scoring.SelfAssessment.state": "submitted",
    "scoring.SelfRating.dimension": "service_quality",
    "scoring.Target.value": Decimal(98),
    "scoring.Target.word": "given",
    "scoring.TargetChange.value": Decimal(97),
    "scoring.TargetProposal.value": Decimal(96),
    "scoring.TargetProposal.decision": "",
    "scoring.TargetSheet.state": "proposed",
    "scoring.EarlyWarning.recent": ["360", "6", 6],
    "scoring.EarlyWarning.before": ["60", "12", 12],
    "scoring.EarlyWarning.state": "open",
    "scoring.LeavingOut.kind": "exempt",
    "scoring.EarlyWarning.days": [["2026-10-19", "60", 1]],
    "scoring.EarlyWarning.workload": {
        "recent": {"orders": 6, "days": 7, "late": 1, "mix": [["水电", 6]]},
        "before": {"orders": 12, "days": 28, "late": 1, "mix": [["水电", 12]]},
    },
    "records.Batch.state": "stored",
    "records.ImportRun.state": "failed",
    "workorders.WorkOrder.state": "completed",
    "workorders.OrderEvent.kind": "completed",
}
LEFT_EMPTY = {
    "evidence.Invitation.answered_at",
    "evidence.CampaignLink.used_at",
    "evidence.InvitationLink.used_at",
    "evidence.InvitationLink.answer",
    "people.Absence.substitute",
    "evidence.Complaint.called_back_at",
    "evidence.Complaint.closed_at",
    "evidence.ComplaintStep.verdict",
    "scoring.Target.team",
    "scoring.Target.site",
    "scoring.TargetChange.team",
    "scoring.TargetChange.site",
    "scoring.TargetChange.confirmed_by",
    "scoring.TargetChange.confirmed_at",
    "scoring.TargetChange.withdrawn_at",
    "scoring.TargetProposal.decided_by",
    "scoring.TargetProposal.decided_at",
    "scoring.Decision.coefficient",
    "scoring.PanelCard.outcome",
    "scoring.PanelCard.entry",
    "scoring.PanelOpinion.points",
    "scoring.Appeal.withdrawn_at",
    "scoring.Appeal.noted_at",
    "scoring.AppealRound.taken_by",
    "scoring.AppealRound.taken_at",
    "scoring.AppealRound.outcome",
    "scoring.AppealRound.found",
    "scoring.AppealRound.decided_by",
    "scoring.AppealRound.decided_at",
    "scoring.AppealRound.ledger_entry",
    "scoring.AwardDecision.ended_at",
    "scoring.Talk.answered_at",
    "scoring.TalkItem.done_at",
    "scoring.TalkItem.outcome",
    "scoring.TalkItem.looked_at",
    "scoring.TalkItem.looked_at_by",
    "scoring.Moment.withdrawn_at",
    "scoring.RedLine.first_by",
    "scoring.RedLine.first_at",
    "scoring.RedLine.second_by",
    "scoring.RedLine.second_at",
    "scoring.RedLine.counts",
    "scoring.RedLine.counts_in",
    "scoring.RedLine.overturn_asked_by",
    "scoring.RedLine.ended_by",
    "scoring.RedLine.ended_at",
    "scoring.RedLine.heard_at",
    "scoring.RedLine.stated_at",
    "scoring.RecertificationStep.done_at",
    "scoring.RecertificationStep.done_by",
    "scoring.MonthReopening.confirmed_by",
    "scoring.MonthReopening.confirmed_at",
    "scoring.MonthReopening.withdrawn_at",
    "scoring.SiteEvent.ended_by",
    "scoring.SiteEvent.ended_at",
    "scoring.AnnualGoal.ended_by",
    "scoring.AnnualGoal.ended_at",
    "scoring.GoalFigure.ended_at",
    "scoring.LeavingOut.answer",
    "scoring.LeavingOut.event",
    "scoring.LeavingOut.original",
    "scoring.LeavingOut.granted",
    "scoring.LeavingOut.decided_by",
    "scoring.LeavingOut.decided_at",
    "scoring.EarlyWarning.closed_at",
    "scoring.EarlyWarning.handled_by",
    "records.Batch.undone_at",
    *(f"reports.PayBatch.{name}" for name in ("released_by", "released_at", "ledger_entry", "paid_on", "paid_by")),
    "reports.PayRow.before_pay",
    "reports.PayRow.before_items",
    "workorders.OrderEvent.superseded_by_batch",
    "workorders.WorkOrder.correction",
}
SAME_ON_BOTH_SIDES = {*BY_NAME, "code", "staff_number", "post", "state", "uuid"}


def canary_of(company: Company) -> str:
    """The word that must be seen nowhere but in this company."""
    return f"canary-{company.schema_name}"


def build(company: Company) -> None:
    """Everything of one company. The connection stays in its schema."""
    connection.set_tenant(company)
    canary = canary_of(company)
    with as_owner():
        Company.objects.filter(pk=company.pk).update(name=f"{company.name} {canary}")
    with transaction.atomic():
        months.record_for(MONTH)
        ledger.append(kind="standing", month=str(MONTH), body={"note": canary})
        for model in _models():
            _mark(model, canary)
            if not model._default_manager.exists():
                make(model, canary)
    closing.run_close(closing.request_close(month=MONTH, by=closer(), ring=False).pk)
    with transaction.atomic():
        publishing.publish_month(month=MONTH, by=publisher())


def standing(model: type[models.Model]) -> models.Model:
    """王芳's own where she has one, else the first."""
    rows = model._default_manager.order_by("pk")
    agent = Person.objects.get(account__username="agent")
    if model is Person:
        return agent
    owner = {Account: "person", Posting: "person"}.get(model) or _field_of_person(model)
    found = rows.filter(**{owner: agent}).first() if owner else None
    return found or rows[0]


def _models() -> Iterator[type[models.Model]]:
    every = itertools.chain.from_iterable(apps.get_app_config(room).get_models() for room in ROOMS)
    return (model for model in every if model not in MADE_BY_A_PASS)


def _field_of_person(model: type[models.Model]) -> str:
    related = [field.name for field in model._meta.fields if field.related_model is Person]
    return next((name for name in ("agent", "person", *related) if name in related), "")


def _mark(model: type[models.Model], canary: str) -> None:
    """Put the canary into the texts of the cast's rows."""
    texts = [field.name for field in model._meta.fields if _is_free_text(field)]
    if model._meta.app_label == "people" and texts:
        model._default_manager.update(**{name: Concat(F(name), Value(f" {canary}")) for name in texts})


def _is_free_text(field: models.Field[Any, Any]) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
    return is_text and not field.choices and field.name not in SAME_ON_BOTH_SIDES


def make(model: type[models.Model], canary: str) -> models.Model:
    """The standing row of a model; what it refers to is made first."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        name = f"{model._meta.label}.{field.name}"
        if (field.related_model or not field.primary_key) and name not in LEFT_EMPTY:
            values[field.name] = BY_FIELD.get(name) or _value(field, canary)
    return model._default_manager.create(**values)


def _value(field: models.Field[Any, Any], canary: str) -> Any:
    target = field.related_model
    if target is not None:
        return _related(field, target, canary)
    if field.choices:
        return next(key for key, _label in field.choices)
    if BY_NAME.get(field.name) is not None:
        return BY_NAME[field.name]
    return _by_type(field, canary)


def _related(field: models.Field[Any, Any], target: Any, canary: str) -> Any:
    if target is field.model:
        return None
    return standing(target) if target._default_manager.exists() else make(target, canary)


def _by_type(field: models.Field[Any, Any], canary: str) -> Any:
    if isinstance(field, models.FileField):
        return ContentFile(f"number,note\nN-0001,{canary}\n".encode(), name="standing.csv")
    if _is_free_text(field):
        return canary[: field.max_length]
    for kind, value in BY_TYPE.items():
        if isinstance(field, kind):
            return value
    return field.get_default()


BY_TYPE: dict[Any, Any] = {
    models.BooleanField: True,
    models.DateTimeField: NOON,
    models.DateField: date(2026, 10, 1),
    models.DecimalField: Decimal(1),
    models.PositiveSmallIntegerField: 1,
    models.PositiveIntegerField: 1,
    models.JSONField: {},
    ArrayField: [],
}
