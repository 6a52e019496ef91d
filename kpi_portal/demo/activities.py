"""What the demo company held for its residents, and who took part; the catalogue of bonuses is the usual one."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone
from django.utils.translation import override

from evidence.activities import verbs
from evidence.activities.models import Activity
from evidence.activities.verbs import Mark
from kpi_portal.lib.month import Month
from people.models import Account, Posting
from records import months
from scoring.catalogue import verbs as catalogue

HELD = (
    ("festival", "重阳敬老茶话会", "为 26 位独居老人量血压、合影、送糕点。"),
    ("service_day", "便民服务日", "磨刀、修伞、清洗纱窗，三个项目同时开展。"),
)


def tell(month: Month) -> None:
    """Two of this month, each of the people of one team; nothing where there are some."""
    start, end, _cutoff = months.edges(month)
    hr = Account.objects.get(person__staff_number="H01")
    with override("zh-hans"):
        catalogue.adopt_usual(by=hr)
    if Activity.objects.filter(held_at__gte=start, held_at__lt=end).exists():
        return
    rng, last = Random(f"{month}:activities"), min(end, timezone.now()) - timedelta(hours=2)
    posted = Posting.objects.of_agents().touching(month).select_related("person", "site")
    postings = list(posted.order_by("pk"))
    for place, (form, title, words) in enumerate(HELD, 1):
        chosen = rng.sample(postings, min(5, len(postings)))
        said = {"form": form, "title": title, "words": words, "site": chosen[0].site}
        activity = verbs.hold(by=hr, held_at=start + (last - start) * place / 3, **said)
        marks = [Mark(each.person, "helped", Decimal(rng.choice([2, 3, 4]))) for each in chosen]
        marks[0] = Mark(chosen[0].person, "organised", Decimal(6))
        verbs.record_sheet(activity, marks=marks, by=hr)
