"""What the page of calibration shows; its numbers lead to the cards that they were counted from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kpi_portal.lib.month import Month
from people.models import Account
from people.visibility import sees_everybody
from reports import grade_charts, wording
from scoring import cards as stored
from scoring.calibration import spread
from scoring.calibration.figures import Calibration, Group, Rated


@dataclass(frozen=True)
class Shown:
    """One rater or site with its drawing. ``query``: of the list of its cards; empty where it is not this reader's."""

    group: Group
    name: str
    chart: SafeString
    address: str

    @property
    def grades(self) -> list[tuple[str, int, int, str]]:
        """With the address of the cards of each grade."""
        return [(code, now, before, self.only(grade=code)) for code, now, before in self.group.grades]

    @property
    def adjusted_at(self) -> str:
        """The address of its adjusted cards."""
        return self.only(only="adjusted")

    @property
    def changed_at(self) -> str:
        """The address of its cards whose grade an adjustment changed."""
        return self.only(only="changed")

    def only(self, **more: str) -> str:
        """The address of a part of its cards."""
        return f"{self.address}&{urlencode(more)}" if self.address else ""


def of(month: Month, account: Account) -> Calibration:
    """All raters to who sees everybody; to who leads the own figures, and the company's as sums."""
    return Calibration(month, None if sees_everybody(account) else account.person_id)


def context(month: Month, account: Account) -> dict[str, Any]:
    """The whole page."""
    found, everybody = of(month, account), sees_everybody(account)
    address = reverse("reports:calibration_cards", args=[month])
    return {
        "month": month,
        "everyone": _shown(found.company, _("All raters"), "all", f"{address}?all=yes" if everybody else ""),
        "raters": [_shown(one, one.name, f"r{one.key}", f"{address}?rater={one.key}") for one in found.raters],
        "sites": [
            _shown(one, one.name or _("No site"), f"s{one.key}", f"{address}?site={one.key}") for one in found.sites
        ]
        if everybody
        else [],
        "never": found.never,
        "everybody": everybody,
        "checks": spread.checks(month) if everybody else [],
        "ratings": spread.ratings(month) if everybody else [],
    }


def own(month: Month, account: Account) -> dict[str, Any]:
    """For the page of a review: the reader's own distribution and drift beside everybody's (``own.html``)."""
    if sees_everybody(account):
        return {}
    found = Calibration(month, account.person_id)
    mine = next(iter(found.raters), None)
    if mine is None or not mine.now:
        return {}
    address = f"{reverse('reports:calibration_cards', args=[month])}?rater={mine.key}"
    return {"calibration": _shown(mine, mine.name, "own", address), "all_drift": found.company.drift}


def _shown(group: Group, name: str, key: str, address: str) -> Shown:
    return Shown(group, name, grade_charts.spread(key, name, group.grades), address)


def cards(month: Month, account: Account, asked: QueryDict) -> tuple[str, list[Rated]]:
    """The cards behind a number, and in words which they are. A rater who is not the reader's shows none."""
    found = of(month, account)
    groups = [*found.raters, *(found.sites if sees_everybody(account) else [])]
    kind = "site" if "site" in asked else "rater"
    pool: Sequence[Group] = found.sites if kind == "site" and sees_everybody(account) else found.raters
    if "all" in asked and sees_everybody(account):
        pool, chosen = groups, found.company
    else:
        chosen = next((each for each in pool if str(each.key) == asked.get(kind, "")), Group(0, "", (), ()))
    grade, only = asked.get("grade", ""), asked.get("only", "")
    seen = set(stored.listed(month).visible_to(account).order_by().values_list("pk", flat=True))
    rows = [card for card in chosen.now if card.pk in seen and grade in ("", card.grade)]
    if only in {"adjusted", "changed"}:
        rows = [card for card in rows if (card.is_changed if only == "changed" else card.is_adjusted)]
    words = {"adjusted": _("with an adjustment"), "changed": _("whose grade an adjustment changed")}
    told = [
        chosen.name or _("All raters"),
        _("grade %(grade)s") % {"grade": grade} if grade else "",
        words.get(only, ""),
    ]
    return " · ".join(filter(None, told)), rows


def table(month: Month, account: Account) -> list[list[Any]]:
    """Raters and sites as rows of a file, heads first."""
    found = of(month, account)
    grades = found.order
    head = [_("Kind"), _("Name"), _("Cards"), _("Mean total"), _("Mean total the month before"), *grades]
    head += [_("Mean adjustment over 3 months"), _("Cards adjusted"), _("Grades changed")]
    groups = [(_("All"), found.company), *((_("Rater"), one) for one in found.raters)]
    groups += [(_("Site"), one) for one in found.sites] if sees_everybody(account) else []
    return [head, *([kind, *_row(one, month)] for kind, one in groups)]


def _row(one: Group, month: Month) -> list[Any]:
    before = None if one.mean is None or one.change is None else one.mean - one.change
    name = one.name or _("All raters")
    drift = "" if one.drift is None else wording.signed(one.drift)
    counts = [now for _code, now, _before in one.grades]
    return [name, len(one.now), one.mean, before, *counts, drift, one.adjusted, one.changed]
