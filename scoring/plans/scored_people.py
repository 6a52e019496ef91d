"""Whom a version of a plan scores: by their posting with most days in a month (SCORING §1, §7)."""

from kpi_portal.lib.month import Month
from people.models import Person
from people.querysets import PersonQuerySet
from scoring import month_overview
from scoring.agent_month import posted_agents
from scoring.models import PlanVersion
from scoring.plans import versions
from scoring.saying import say


def concerned(version: PlanVersion) -> PersonQuerySet:
    """Everybody posted in the version's first month whom it scores then; of a draft, whom it would score.

    A version in force for every month is asked about the present one.
    """
    month = version.begins or month_overview.current_month()
    then = _with(version, month)
    posted = posted_agents(month, then)
    scored = [agent for agent, own in posted.items() if _same(then.of(own.posting), version)]
    people: PersonQuerySet = Person.objects.filter(pk__in=scored).in_chinese_order()
    return people


def _with(version: PlanVersion, month: Month) -> versions.PlansInForce:
    """What is in force in the month once this version is."""
    so_far = versions.in_force(month, trial=version.is_trial)
    return versions.PlansInForce(month, {**so_far.by_scope, version.scope: version})


def _same(found: PlanVersion | None, version: PlanVersion) -> bool:
    return found is not None and found.pk == version.pk


def indicators(version: PlanVersion) -> list[tuple[str, str]]:
    """Key (``dimension.indicator``) and name of each indicator, in plan order."""
    plan = versions.read(version)
    return [(f"{each.code}.{part.code}", say(part.name)) for each in plan.dimensions for part in each.indicators]
