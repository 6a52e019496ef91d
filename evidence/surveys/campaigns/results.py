"""What a survey of all residents says: answers, response rate of the slips, mean, net promoter score."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Q

from kpi_portal.lib.rounding import half_up, half_up_ratio

from .models import Campaign, CampaignAnswer


@dataclass(frozen=True)
class Result:
    """Slips printed and used, answers by poster, mean of five, promoters − detractors; None where nobody said."""

    slips: int
    by_slip: int
    by_poster: int
    mean: Decimal | None
    nps: Decimal | None

    @property
    def answers(self) -> int:
        return self.by_slip + self.by_poster

    @property
    def percent(self) -> Decimal | None:
        """Slips answered of slips printed, with one decimal."""
        return half_up_ratio(100 * self.by_slip, self.slips, 1) if self.slips else None


def of(campaign: Campaign) -> Result:
    """Two statements."""
    said = CampaignAnswer.objects.filter(link__campaign=campaign).aggregate(
        by_slip=Count("pk", filter=Q(link__is_poster=False)),
        by_poster=Count("pk", filter=Q(link__is_poster=True)),
        mean=Avg("rating"),
        asked=Count("recommend"),
        promoters=Count("pk", filter=Q(recommend__gte=9)),
        detractors=Count("pk", filter=Q(recommend__lte=6)),
    )
    balance = 100 * (said["promoters"] - said["detractors"])
    return Result(
        slips=campaign.links.filter(is_poster=False).count(),
        by_slip=said["by_slip"],
        by_poster=said["by_poster"],
        mean=half_up(said["mean"], 2) if said["mean"] is not None else None,
        nps=half_up_ratio(balance, said["asked"], 0) if said["asked"] else None,
    )
