"""Which contact a row of an imported file is of: a contact that was checked already, whatever the door, is not checked
again; one that may be the same is asked about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.instants import written
from kpi_portal.lib.names import identifier_key
from people.models import Person
from records.imports.context import ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from workorders.models import WorkOrder

from . import contacts
from .known import NEAR
from .models import QualityCheck

FIELDS = (
    Field(name="order", label=_("Order number"), type=FieldType.IDENTIFIER, max_length=100,
          aliases=("工单编号", "报修单号"),
          help=_("Where the contact has one: so it is never counted twice.")),
    Field(name="order_source", label=_("Source of the order"), max_length=60,
          help=_("Only where two systems give the same numbers.")),
    Field(name="call", label=_("Call number"), type=FieldType.IDENTIFIER, max_length=100, example="CALL-88120",
          aliases=("录音编号", "录音流水号", "通话流水号"),
          help=_("Of the recording, where the contact is of no order.")),
)  # fmt: skip
MESSAGES = {
    "contact_twice": _noop("Row %(first)s is a check of this contact too; one contact is checked once."),
    "contact_checked": _noop(
        "This contact was checked already: %(name)s, contact of %(at)s. It counts once; leave the row out, or correct "
        "that check on its page."
    ),
    "several_orders": _noop("Orders of several systems have this number; name the source of the order."),
    "order_comes_later": _noop("No order with this number is known yet; the check is kept with the number."),
    "contact_may_be_checked": _noop(
        "A contact of %(agent)s at %(at)s was checked by %(name)s already, and the row names no order or call. If it "
        "is another contact, store it with the box “also rows that look like facts of other files”."
    ),
}


def optional(context: ImportContext) -> dict[str, str]:
    """The column of the contact, by the field that a file says it with."""
    return {"contact": next((name for name in ("order", "call") if name in context.profile.fields), "order")}


def find(context: ImportContext, rows: Sequence[JudgedRow]) -> None:
    """Put the name of each row's contact into its values; report a contact that comes twice in the file."""
    orders, first = _orders(rows), dict[str, int]()
    for row in rows:
        contact = row.values["contact"] = _name(context, row, orders)
        before = first.setdefault(contact, row.number) if contact else row.number
        if before != row.number:
            field = "order" if row.values.get("order") else "call"
            context.error(row.number, field, "contact_twice", value=row.values[field], first=before)


def _orders(rows: Sequence[JudgedRow]) -> Mapping[str, list[tuple[int, str]]]:
    """By number in its normal form: key and source of the orders that have it."""
    numbers = {str(row.values["order"]) for row in rows if row.values.get("order")}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if numbers:
        lowered = WorkOrder.objects.standing().alias(lowered=Lower("number"))
        orders = lowered.filter(lowered__in={number.lower() for number in numbers})
        for pk, source, number in orders.values_list("pk", "source", "number"):
            found[identifier_key(number)].append((pk, source))
    return found


def _name(context: ImportContext, row: JudgedRow, orders: Mapping[str, list[tuple[int, str]]]) -> str:
    number, said, call = (str(row.values.get(name) or "") for name in ("order", "order_source", "call"))
    if not number:
        return contacts.of_call(call) if call else ""
    found = [pk for pk, source in orders.get(identifier_key(number), ()) if not said or source == said]
    if len(found) == 1:
        return contacts.of_order(found[0])
    if found:
        context.error(row.number, "order", "several_orders", value=number)
        return ""
    context.warning(row.number, "order", "order_comes_later", value=number)
    return contacts.of_number(said, number)


def once(context: ImportContext, facts: Sequence[FactRow]) -> tuple[list[FactRow], int]:
    """The rows that are stored, and how many wait for a word: those whose contact may be one that was checked."""
    agents = {fact.columns["agent_id"] for fact in facts}
    list(Person.objects.select_for_update().filter(pk__in=agents).order_by("pk"))  # as a check in the portal does
    checks, kept, asked = _Checked(context.batch.source, facts), list[FactRow](), 0
    for fact in facts:
        known = checks.own.get(fact.number)
        contact = str(fact.columns.get("contact", known.contact if known else ""))
        near = checks.near(fact, contact)
        same = near if near and _in_one_minute(near, fact) else checks.named(fact, contact)
        if same:
            context.error(fact.row.number, "", "contact_checked", **_said(same))
        elif near and not known and not contact and not context.accept_repeats:
            context.ask(fact.row.number, "contact_may_be_checked", agent=str(near.agent), **_said(near))
            context.telling.unchanged([fact.row.number])
            asked += 1
        else:
            kept.append(checks.spelled(fact))
    return kept, asked


class _Checked:
    """Checks that stand: of the rows themselves (``own``, by number), of the same contacts, of the same agents."""

    def __init__(self, source: str, facts: Sequence[FactRow]) -> None:
        standing = QualityCheck.objects.filter(stands=True).select_related("checker", "agent")
        own = standing.filter(source=source, number__in=[fact.number for fact in facts])
        self.own = {check.number: check for check in own}
        said = {check.contact for check in self.own.values()} | {str(fact.columns.get("contact", "")) for fact in facts}
        self._names = contacts.names_of(said - {""})
        wanted = {name for names in self._names.values() for name in names}
        self._named = {check.contact: check for check in standing.filter(contact__in=wanted)}
        self._of_agent: dict[int, list[QualityCheck]] = defaultdict(list)
        for check in _around(standing, facts).exclude(source=source):
            self._of_agent[check.agent_id].append(check)

    def spelled(self, fact: FactRow) -> FactRow:
        """The row with the name that its contact had before the order was known."""
        own, contact = self.own.get(fact.number), fact.columns.get("contact")
        if own is None or own.contact not in self._names.get(str(contact), ()):
            return fact
        return fact._replace(columns={**fact.columns, "contact": own.contact})

    def named(self, fact: FactRow, contact: str) -> QualityCheck | None:
        """A check of this contact under another number."""
        own = self.own.get(fact.number)
        found = (self._named.get(name) for name in self._names.get(contact, ()))
        return next((check for check in found if check and (own is None or check.pk != own.pk)), None)

    def near(self, fact: FactRow, contact: str) -> QualityCheck | None:
        """The nearest check from elsewhere, within half an hour, that may be of this contact under another name."""
        at, agent = fact.columns["contact_at"], fact.columns["agent_id"]
        found = [check for check in self._of_agent[agent] if contacts.may_be_one(check.contact, contact)]
        nearest = min(found, key=lambda check: abs(check.contact_at - at), default=None)
        return nearest if nearest and abs(nearest.contact_at - at) <= NEAR else None


def _around(checks: QuerySet[QualityCheck], facts: Sequence[FactRow]) -> QuerySet[QualityCheck]:
    if not facts:
        return checks.none()
    instants = [fact.columns["contact_at"] for fact in facts]
    agents = {fact.columns["agent_id"] for fact in facts}
    return checks.filter(agent__in=agents, contact_at__range=(min(instants) - NEAR, max(instants) + NEAR))


def _in_one_minute(check: QualityCheck, fact: FactRow) -> bool:
    at: datetime = fact.columns["contact_at"]
    return check.contact_at.replace(second=0, microsecond=0) == at.replace(second=0, microsecond=0)


def _said(check: QualityCheck) -> dict[str, str]:
    return {"name": str(check.checker or "—"), "at": written(check.contact_at)}
