"""Bonuses by the catalogue, each with the fact that proves it: praise of residents, work in the community."""

from decimal import Decimal

from django.utils.translation import gettext, override

from evidence.activities.models import Participation
from evidence.praise.models import Praise
from kpi_portal.lib.month import Month
from people.models import Account
from records import months
from records.models import Fact
from scoring import adjustments
from scoring.bonuses import proofs
from scoring.models import Adjustment, CatalogueEntry

PRAISED, HELD = "Letter or banner of praise from a resident", "Community event organised"


def tell(month: Month) -> None:
    """Of two praises and of who organised something; nothing twice."""
    start, end, _cutoff = months.edges(month)
    praise = Praise.objects.standing().filter(
        state=Praise.State.CONFIRMED, received_at__gte=start, received_at__lt=end, form__in=("letter", "banner")
    )
    parts = Participation.objects.standing().filter(
        part=Participation.Part.ORGANISED, activity__held_at__gte=start, activity__held_at__lt=end
    )
    _give(month, list(praise.order_by("pk")[:2]), PRAISED)
    _give(month, list(parts.order_by("pk")), HELD)


def _give(month: Month, facts: list[Fact], line: str) -> None:
    given = proofs.given(facts)
    with override("zh-hans"):
        item = CatalogueEntry.objects.filter(kind=CatalogueEntry.Kind.BONUS, name=gettext(line)).first()
    hr = Account.objects.get(person__staff_number="H01")
    for fact in facts:
        if item is not None and proofs.name_of(fact) not in given:
            said = {"kind": Adjustment.Kind.BONUS, "points": Decimal(item.most), "text": item.name, "item": item}
            adjustments.enter(agent=fact.agent, month=month, by=hr, fact=fact, **said)  # type: ignore[attr-defined]
