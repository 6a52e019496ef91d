"""What a version of a plan is compared with."""

from people.models import Posting, Site
from scoring import month_overview
from scoring.engine.plan import Plan
from scoring.models import PlanVersion
from scoring.plans import versions


def had_before(version: PlanVersion) -> PlanVersion | None:
    """The plan that those whom it is for had in the month before it begins; of a draft without a month, have now."""
    if version.valid_from == versions.FOR_EVERY_MONTH:
        return None
    month = version.begins.previous if version.begins else month_overview.current_month()
    site = version.site or (Site(kind=version.site_kind) if version.site_kind else None)
    found = versions.in_force(month).of(Posting(site=site, post=version.post or Posting.Post.AGENT))
    return None if found is None or found.pk == version.pk else found


def compared_with(version: PlanVersion) -> PlanVersion | None:
    """The version it was copied from, else what was there before."""
    return version.based_on or had_before(version)


def read_compared(version: PlanVersion) -> Plan | None:
    """That, read."""
    found = compared_with(version)
    return versions.read(found) if found else None
