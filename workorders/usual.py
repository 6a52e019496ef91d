"""Who usually does the work: the steward of the building has the order, the category's department does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from people.models import Building, Department
from people.stewards import Away, Duty, away_on, on_duty, steward_of
from records.months import company_zone
from workorders.models import OrderCategory


@dataclass(frozen=True)
class Usual:
    """For one place and category, on one day."""

    building: Building | None
    steward: Duty
    department: Department | None
    executor: Duty

    def __str__(self) -> str:
        """“Steward of 6 栋: 李敏 (away today) → 王强 stands in · 工程部 陈国栋”; empty where nothing is usual."""
        parts = []
        if self.building is not None and self.steward.usual is not None:
            said = {"building": self.building, "name": self.steward}
            parts.append(_("Steward of %(building)s: %(name)s") % said)
        if self.department is not None:
            parts.append(f"{self.department} {self.executor}".strip())
        return " · ".join(parts)


class Day:
    """One day's stewards, departments and who stands in for whom; read once, asked for many orders."""

    def __init__(self, at: datetime, categories: Iterable[OrderCategory] | None = None) -> None:
        self.at, self._given = at, categories

    @cached_property
    def categories(self) -> dict[str, OrderCategory]:
        """Those that a department usually does, by name."""
        every = self._given or OrderCategory.objects.select_related("department", "executor")
        return {category.name: category for category in every if category.department_id}

    @cached_property
    def away(self) -> Away:
        """Who is away on the day, by the company's clock."""
        return away_on(self.at.astimezone(company_zone()).date())

    def of(self, building: Building | None, category: str) -> Usual:
        """For this place and category."""
        found = self.categories.get(category) if category else None
        steward = steward_of(building, self.away) if building and building.steward_id else Duty()
        executor = on_duty(found.executor, self.away) if found and found.executor_id else Duty()
        return Usual(building, steward, found.department if found else None, executor)


def usual(building: Building | None, category: str, at: datetime) -> Usual:
    """For one order."""
    return Day(at).of(building, category)
