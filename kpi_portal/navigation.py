"""What the frame around every page shows: company, theme, and the entries this account may open."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from evidence.kinds import KINDS
from kpi_portal.branding import PORTAL_COLOR
from kpi_portal.lib.menu import Entry
from people.models import Account
from scoring.scored_posts import is_scored
from tenants.models import Company

THEME_COOKIE = "theme"
TABS_ON_A_PHONE = 4

OF_THE_SITES = ("/people/stewards/", "/people/absences/", "/people/teams/", "/people/departments/")
OF_THE_SETTINGS = (
    "/channels/",
    "/webhooks/",
    "/keys/",
    "/orders/machines/",
    "/orders/categories/",
    "/orders/due-times/",
)

_own = partial(Entry, of_the_scored=True)

GROUPS: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("reports:home", _("Home"), "home", "reports.view_home"),
            _own("reports:my_card", _("My card"), "clipboard-document-check", "reports.view_own_card"),
            Entry("reports:overview", _("Overview"), "chart-bar", "reports.view_overview"),
        ),
    ),
    (
        _("Daily work"),
        (
            Entry("workorders:board", _("Order board"), "view-columns", "workorders.answer"),
            Entry("workorders:list", _("Work orders"), "document-text", "workorders.view"),
            Entry("workorders:register", _("New order"), "plus-circle", "workorders.register"),
            Entry("evidence:index", _("Evidence"), "folder-open", "evidence.open"),
            *(entry for kind in KINDS for entry in kind.menu),
        ),
    ),
    (
        _("Assessment"),
        (
            Entry("scoring:months", _("Months"), "calendar-days", "scoring.view_months"),
            Entry("reports:annual_goals", _("Annual goals"), "trophy", "scoring.view_goals"),
            Entry("scoring:targets", _("Targets"), "flag", "scoring.set_targets"),
            _own("scoring:my_targets", _("My targets"), "flag", "scoring.answer_targets"),
            _own(
                "scoring:my_self_assessment",
                _("My self-assessment"),
                "chat-bubble-bottom-center-text",
                "scoring.assess_oneself",
            ),
            Entry("reports:warnings", _("Early warnings"), "bell-alert", "scoring.handle_warnings"),
            Entry("scoring:flags", _("Flags"), "magnifying-glass", "scoring.judge_flags"),
            Entry("scoring:reviews", _("Reviews"), "clipboard-document-list", "scoring.review", ("/review/",)),
            Entry("scoring:adjustments", _("Adjustments"), "adjustments-horizontal", "scoring.adjust"),
            Entry("scoring:panels", _("Review panels"), "user-group", "scoring.sit_on_panel", ("/panels/",)),
            Entry("scoring:decisions", _("Decisions"), "pencil-square", "scoring.decide"),
            Entry("scoring:leaving_out", _("Left out"), "eye-slash", "scoring.decide_leaving_out"),
            Entry("scoring:red_lines", _("Red lines"), "shield-exclamation", "scoring.handle_red_line"),
        ),
    ),
    (
        _("Talks and results"),
        (
            Entry("scoring:talks", _("Feedback and talks"), "chat-bubble-left-right", "scoring.hold_talk"),
            _own("scoring:my_talks", _("My talks"), "chat-bubble-left-right", "scoring.answer_card"),
            Entry("scoring:appeals", _("Appeals"), "hand-raised", "scoring.view_appeals"),
            Entry("reports:results", _("Quarter and year"), "presentation-chart-line", "reports.view_results"),
            Entry("scoring:awards", _("Awards"), "star", "scoring.view_awards"),
            Entry("scoring:follow_ups", _("Follow-ups"), "arrow-path", "scoring.handle_follow_ups"),
            Entry("scoring:improvements", _("Improvements"), "wrench-screwdriver", "scoring.view_improvements"),
            Entry("reports:payroll", _("Payroll"), "banknotes", "reports.export_payroll"),
        ),
    ),
    (
        _("Plans and calendars"),
        (
            Entry("scoring:plans", _("Plans"), "scale", "scoring.view_plans"),
            Entry("scoring:lab", _("What-if lab"), "beaker", "scoring.edit_plans", ("/lab/",)),
            _own("reports:rulebook", _("My rulebook"), "book-open", "reports.view_own_card"),
            Entry("scoring:site_events", _("Site calendar"), "calendar", "scoring.view_months"),
            Entry("scoring:calendar", _("Service calendar"), "clock", "scoring.view_months"),
        ),
    ),
    (
        _("Data and people"),
        (
            Entry("records:imports", _("Import centre"), "arrow-up-tray", "records.import_evidence"),
            Entry("people:list", _("People"), "users", "people.view"),
            Entry("people:sites", _("Sites and teams"), "building-office-2", "people.view", OF_THE_SITES),
            Entry("reports:settings", _("Settings"), "cog-6-tooth", "reports.view_settings", OF_THE_SETTINGS),
        ),
    ),
    (
        _("Books"),
        (
            Entry("records:audit", _("Audit"), "shield-check", "records.view_audit"),
            Entry("records:ledger", _("Ledger"), "link", "records.view_ledger"),
        ),
    ),
)
"""In the order of the day's work. The first few that an account may open are the phone's tabs."""
HEADED_FROM = 7
"""So many entries of a menu need headings."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html and solo.html. On the public site there are no accounts, and none is asked for."""
    company = getattr(request, "tenant", None)
    theme = theme_of(request)
    here: dict[str, Any] = {"theme": theme, "address": request.get_full_path()}
    if not isinstance(company, Company):
        return here
    branded = company.brand_color != PORTAL_COLOR
    return here | {
        "company": company,
        "brand_version": f"{company.brand_color[1:]}{theme}" if branded else "",
        "menu": SimpleLazyObject(lambda: menu(request)),
    }


def theme_of(request: HttpRequest) -> str:
    """``light`` or ``dark`` as chosen; empty means as the device prefers."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else ""


def menu(request: HttpRequest) -> dict[str, Any]:
    """Entries for this account by group, the present one marked; ``tabs`` of a phone, the ``rest`` behind “more”."""
    may = _openable(request)
    groups = [(label, [_shown(entry) for entry in own if may(entry)]) for label, own in GROUPS]
    entries = [entry for _label, own in groups for entry in own]
    current = _current(request.path, entries)
    for place, entry in enumerate(entries):
        entry |= {"current": entry["href"] == current, "key": f"entry-{place}"}
    all_fit = len(entries) <= TABS_ON_A_PHONE + 1
    split = len(entries) if all_fit else TABS_ON_A_PHONE
    return {
        "groups": [(label if len(entries) >= HEADED_FROM else "", own) for label, own in groups if own],
        "entries": entries,
        "tabs": entries[:split],
        "rest": entries[split:],
        "current": next((entry for entry in entries if entry["current"]), None),
    }


def _openable(request: HttpRequest) -> Callable[[Entry], bool]:
    """Which entries the account sees: those of its verbs, the own ones only where there is anything of one's own."""
    scored = SimpleLazyObject(lambda: is_scored(cast(Account, request.user)))
    return lambda entry: request.user.has_perm(entry.verb) and (not entry.of_the_scored or bool(scored))


def _shown(entry: Entry) -> dict[str, Any]:
    return {"label": entry.label, "icon": entry.icon, "href": reverse(entry.url_name), "parts": entry.parts}


def _current(path: str, entries: list[dict[str, Any]]) -> str | None:
    """The entry under which a page stands; home stands for itself alone."""
    above = [entry["href"] for entry in entries if _is_above(path, entry["href"])]
    parts = [entry["href"] for entry in entries if any(part in path for part in entry["parts"])]
    return max(parts or above, key=len, default=None)


def _is_above(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
