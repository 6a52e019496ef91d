"""Who the resident of an order is: seen only by those in charge of it, and each look at the number leaves a trace."""

from django.db import transaction

from people.models import Account
from records import audit
from workorders.models import ResidentContact, WorkOrder


def contact_for(order: WorkOrder, account: Account) -> ResidentContact | None:
    """Name and masked number, for who is in charge of the order; None for everybody else and where nothing is known."""
    in_charge = WorkOrder.objects.in_charge(account).filter(pk=order.pk)
    return ResidentContact.objects.filter(order__in=in_charge.values("pk")).select_related("order").first()


def contact_to_call(order: WorkOrder) -> ResidentContact | None:
    """The same for who may call the resident back (``WorkOrderQuerySet.to_call_back``)."""
    return ResidentContact.objects.filter(order=order).select_related("order").first()


@transaction.atomic
def show_phone(contact: ResidentContact, *, by: Account) -> str:
    """The whole number; the audit notes who looked, not what was seen."""
    audit.record(by=by, verb="workorders.show_resident", subject=contact.order)
    return contact.phone
