"""What is on its way or came too late when a month is about to be closed, each with its rows (SCORING §3, §9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.suggestions.models import Suggestion
from kpi_portal.lib.month import Month
from people.models import Account
from records.models import Batch, LateFact, MonthRecord
from scoring.models import TargetChange, TargetSheet
from workorders.models import WorkOrder
from workorders.querysets import WorkOrderQuerySet

NAMED = 6
FORGOTTEN_AFTER = timedelta(days=60)
"""A file that nobody went on with for so long is not waited for."""
OPEN = (WorkOrder.State.NEW, WorkOrder.State.IN_PROGRESS, WorkOrder.State.REOPENED)


@dataclass(frozen=True)
class Line:
    """One thing to look at before the close: what, why it matters, where it is seen. ``tone`` is that of its badge."""

    sentence: str
    reason: str
    href: str
    badge: str
    tone: str = ""


@dataclass(frozen=True)
class Waiting:
    """Numbers of what waits; ``unanswered`` and ``undecided`` are the agents whose answer or suggestion it is.

    ``is_over``: the cut-off lies behind; before it, no order is late yet.
    """

    month: Month
    is_over: bool
    sees_targets: bool
    nobodys: int
    not_completed: int
    completed_late: int
    late_rows: int
    imports: int
    changes: int
    unanswered: tuple[int, ...]
    undecided: tuple[int, ...]

    def lines(self, names: Mapping[int, str]) -> Iterator[Line]:
        """Those of which there are any, what moves points first."""
        told = (*self._orders(), *self._files(), *self._people(names))
        return (_line(*each) for each in told if each[0])

    def _orders(self) -> Iterator[tuple[int, str, str, str, str]]:
        orders = f"{reverse('workorders:list')}?created={self.month}"
        yield (
            self.nobodys,
            ngettext("%(n)s order has no agent", "%(n)s orders have no agent", self.nobodys),
            _("nobody is credited with them; a dispatch or another file can name one"),
            f"{orders}&nobodys=true",
            "warn",
        )
        yield (
            self.not_completed,
            self._still_open(),
            _("not completed at the cut-off: it lowers the completion rate")
            if self.is_over
            else _("whatever is not completed by the cut-off lowers the completion rate"),
            orders,
            "warn",
        )
        yield (
            self.completed_late,
            ngettext("%(n)s order was completed too late", "%(n)s orders were completed too late", self.completed_late),
            _("completed after the cut-off: it counts as not completed"),
            orders,
            "warn",
        )

    def _still_open(self) -> str:
        if self.is_over:
            return ngettext("%(n)s order is not completed", "%(n)s orders are not completed", self.not_completed)
        return ngettext("%(n)s order is still open", "%(n)s orders are still open", self.not_completed)

    def _files(self) -> Iterator[tuple[int, str, str, str, str]]:
        yield (
            self.late_rows,
            ngettext("%(n)s row came too late", "%(n)s rows came too late", self.late_rows),
            _("the month was final when it came"),
            reverse("records:late_facts"),
            "warn",
        )
        yield (
            self.imports,
            ngettext("%(n)s file is not stored yet", "%(n)s files are not stored yet", self.imports),
            _("uploaded or checked; nothing of it counts before it is stored"),
            reverse("records:imports"),
            "warn",
        )

    def _people(self, names: Mapping[int, str]) -> Iterator[tuple[int, str, str, str, str]]:
        targets = reverse("scoring:targets_of", args=[self.month, "agent"]) if self.sees_targets else ""
        silent = len(self.unanswered)
        yield (
            self.changes,
            ngettext("%(n)s change of a target waits", "%(n)s changes of targets wait", self.changes),
            _("a second person has to confirm it before the close"),
            targets,
            "warn",
        )
        listed = _(", ").join(names.get(agent, "") for agent in self.unanswered[:NAMED])
        yield (
            silent,
            ngettext("%(n)s person has not confirmed targets", "%(n)s people have not confirmed targets", silent),
            _("%(names)s; the plan's targets hold for them") % {"names": listed},
            targets,
            "",
        )
        ideas = f"{reverse('evidence:suggestions')}?decision={Suggestion.Decision.PENDING}"
        number = len(self.undecided)
        words = ngettext("%(n)s suggestion undecided", "%(n)s suggestions undecided", number)
        yield number, words, _("it counts in the month of its decision"), ideas, ""


def _line(number: int, sentence: str, reason: str, href: str, tone: str) -> Line:
    return Line(sentence % {"n": number}, reason, href, str(number), tone)


def waiting_for(record: MonthRecord, account: Account) -> Waiting:
    """What waits for the month among what the account may see."""
    seen = WorkOrder.objects.visible_to(account)
    population = _population(seen, record)
    imports = account.has_perm("records.import_evidence")
    late = LateFact.objects.filter(decision=LateFact.Decision.WAITING, first_day=record.first_day)
    unanswered = TargetSheet.objects.visible_in(record.month, account).filter(state=TargetSheet.State.SENT)
    ideas = Suggestion.objects.visible_to(account).filter(decision=Suggestion.Decision.PENDING)
    return Waiting(
        month=record.month,
        is_over=record.cutoff_at <= timezone.now(),
        sees_targets=account.has_perm("scoring.set_targets"),
        nobodys=seen.nobodys().filter(_created(record)).count(),
        not_completed=population.filter(state__in=OPEN).count(),
        completed_late=population.filter(completed_at__gt=record.cutoff_at).count(),
        late_rows=late.count() if imports else 0,
        imports=_unfinished().count() if imports else 0,
        changes=TargetChange.objects.visible_in(record.month, account).waiting().count(),
        unanswered=tuple(unanswered.order_by("agent_id").values_list("agent_id", flat=True)),
        undecided=tuple(
            ideas.filter(submitted_at__lt=record.ends_at).order_by("pk").values_list("agent_id", flat=True)
        ),
    )


def _created(record: MonthRecord) -> Q:
    return Q(created_at__gte=record.starts_at, created_at__lt=record.ends_at)


def _population(orders: WorkOrderQuerySet, record: MonthRecord) -> WorkOrderQuerySet:
    """Orders of the completion rate: first dispatched in the month, else created in it (SCORING §3)."""
    begun = orders.alias(begun=Coalesce("first_dispatched_at", "created_at")).filter(correction="")
    found: WorkOrderQuerySet = begun.filter(begun__gte=record.starts_at, begun__lt=record.ends_at)
    return found


def _unfinished() -> "QuerySet[Batch]":
    halfway = (Batch.State.UPLOADED, Batch.State.JUDGED)
    waiting = Batch.objects.filter(part_of=None, state__in=halfway).exclude(file="")
    return waiting.filter(created_at__gte=timezone.now() - FORGOTTEN_AFTER)
