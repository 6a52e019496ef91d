"""The company keeps its own tree of categories and problems. Orders keep the words they were entered with."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import tidy
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account, Department, Person
from workorders.categories.presets import USUAL
from workorders.models import OrderCategory

EMERGENCY = re.compile(r"\s*[!！]\s*$")
MOST, LONGEST = 40, 60


def read_problems(text: str) -> list[list[object]]:
    """One problem a line, “!” behind an emergency. Raises Refused for too many, too long, or one that stands twice."""
    lines = [tidy(line) for line in text.splitlines() if line.strip()]
    found: list[list[object]] = [[EMERGENCY.sub("", line), bool(EMERGENCY.search(line))] for line in lines]
    names = [str(name) for name, _emergency in found]
    wrong = next((name for name in names if not name or len(name) > LONGEST or names.count(name) > 1), None)
    if wrong is not None or len(found) > MOST:
        raise Refused(
            _("At most %(most)s problems, each once and with at most %(longest)s letters. See “%(wrong)s”."),
            code="problems",
            params={"most": MOST, "longest": LONGEST, "wrong": wrong or names[MOST]},
            field="problems",
        )
    return found


def written(problems: Sequence[Sequence[object]]) -> str:
    """As ``read_problems`` reads them."""
    return "\n".join(f"{name}{' !' if emergency else ''}" for name, emergency in problems)


def save_category(  # noqa: PLR0913 — one argument for each field
    *,
    name: str,
    problems: str,
    position: int,
    in_use: bool,
    department: Department | None,
    by: Account,
    executor: Person | None = None,
    is_emergency: bool = False,
    category: OrderCategory | None = None,
) -> OrderCategory:
    """A new category, or another content of one; not offered any more, it stays in the orders that have it."""
    if executor is not None and executor.department_id != (department and department.pk):
        raise Refused(_("%(name)s does not belong to this department."), code="other_department",
                      params={"name": executor}, field="executor")  # fmt: skip
    if OrderCategory.objects.filter(name=name).exclude(pk=(category and category.pk) or 0).exists():
        raise Refused(_("Another category has this name."), code="name_taken", field="name")
    values = {"name": name, "problems": read_problems(problems), "position": position, "in_use": in_use}
    values |= {"department": department, "executor": executor, "is_emergency": is_emergency}
    if category is not None:
        return audited_save.change(category, values, verb="workorders.save_category", by=by)
    return audited_save.add(OrderCategory(**values), verb="workorders.save_category", by=by)


@transaction.atomic
def adopt_categories(*, by: Account | None) -> int:
    """The usual tree, where the company has none of the name yet; returns how many categories were added."""
    known = set(OrderCategory.objects.values_list("name", flat=True))
    new = [
        OrderCategory(name=name, problems=read_problems(problems), position=place)
        for place, (name, problems) in enumerate(USUAL, 1)
        if name not in known
    ]
    for category in new:
        audited_save.add(category, verb="workorders.adopt_categories", by=by)
    return len(new)
