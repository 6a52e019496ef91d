"""The groups of the page, in the order in which a new company answers them."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.quality_checks.contests import verbs as contests
from evidence.quality_checks.contests.forms import CheckRulesForm
from evidence.ratings import rules as rating_rules
from evidence.ratings.rules import RulesForm
from people import company_face, time_zone
from reports.inbox import telling
from reports.settings_page import now
from reports.settings_page.forms import BrandForm, MessageDefaultsForm, ZoneForm
from reports.settings_page.group import Group
from scoring import company_settings
from scoring.models import ScoringSettings
from scoring.settings_forms import PartForm, fields_of
from workorders import desk_settings
from workorders.desk_settings import DeskSettingsForm

COMPANY, RULES, MAIL = "people.change_company", "scoring.change_settings", "reports.manage_channels"


def _rules(part: str, title: Any, what: Any) -> Group:
    """A part of the rules of months."""

    def form(data: Any) -> PartForm:
        return PartForm(data, part=part, instance=ScoringSettings.of_the_company())

    def of_rules(rules: ScoringSettings) -> PartForm:
        return PartForm(part=part, instance=rules)

    acts = {RULES: frozenset(fields_of(part))}
    verbs: dict[str, Any] = {"form": form, "of_rules": of_rules, "save": company_settings.change}
    return Group(code=part, title=title, what=what, verb=RULES, acts=acts, **verbs)


def _elsewhere(code: str, title: Any, what: Any, page: str, verb: str, *acts: str) -> Group:
    """A group with a page of its own."""
    given = {act: frozenset[str]() for act in acts}
    return Group(code=code, title=title, what=what, verb=verb, page=page, rows=partial(now.of, code), acts=given)


GROUPS: tuple[Group, ...] = (
    Group(
        code="brand",
        title=_("Name, mark and colour"),
        what=_("How the portal shows your company: on every page, in mails and on what is printed from now on."),
        verb=COMPANY,
        form=BrandForm,
        save=company_face.change_face,
        acts={"people.change_face": frozenset()},
        template="reports/settings/brand.html",
    ),
    Group(
        code="zone",
        title=_("Time zone"),
        what=_("Months, days and deadlines begin and end by this clock. A change holds from the next month on."),
        verb=COMPANY,
        form=ZoneForm,
        save=time_zone.change_zone,
        acts={"people.change_zone": frozenset()},
    ),
    _elsewhere(
        "calendar",
        _("Service calendar"),
        _("The hours in which response times run; emergency orders always count around the clock."),
        "scoring:calendar",
        "scoring.view_months",
        "scoring.set_calendar",
        "scoring.withdraw_calendar",
    ),
    _elsewhere(
        "close",
        _("Cut-off and close"),
        _("What comes in until the cut-off counts; afterwards a month can be closed, by hand or by itself."),
        "scoring:close_schedule",
        "scoring.close_month",
        "scoring.set_close_schedule",
    ),
    _rules("targets", _("Targets"), _("Until when they are agreed freely, and how far they may be eased.")),
    _rules("windows", _("Time that people have"), _("Deadlines that are shown at the task and in everybody's home.")),
    _rules("talks", _("Talks about cards"), _("Until when they are held and signed, and who needs a plan.")),
    _rules("second_person", _("Second persons"), _("Steps that one person alone does not take.")),
    _rules(
        "catalogue",
        _("Points beside the catalogue"),
        _("Whether points need a line of the catalogue that all have read."),
    ),
    _rules("plan_checks", _("Checks of plans"), _("What happens when a plan strays from what is usual.")),
    _rules("ranks", _("Ranking"), _("What agents see of the ranking. Whoever leads and HR see all of it.")),
    _rules("awards", _("Award money"), _("What is proposed with each award. It is paid beside the pay by result.")),
    _rules("team_gate", _("Complaints as a gate"), _("Which teams a bonus with this gate is paid to.")),
    _rules("follow_ups", _("Follow-ups"), _("When a training is suggested for the weakest dimension.")),
    _rules("pay", _("Pay day"), _("Until when a final month is released; 0: no day, in a shorter month its last.")),
    _rules("live", _("Live from"), _("Months before are history that was brought in; their cards say so.")),
    _elsewhere(
        "log_in",
        _("Logging in"),
        _("What is asked of whoever logs in."),
        "people:log_in_rules",
        "people.manage_accounts",
        "people.set_log_in_rules",
    ),
    Group(
        code="messages",
        title=_("Mail about tasks"),
        what=_("How new log-ins are told what waits for them; afterwards everybody chooses for themselves."),
        verb=MAIL,
        form=MessageDefaultsForm,
        save=telling.change_defaults,
        acts={"reports.change_message_defaults": frozenset()},
    ),
    _elsewhere(
        "channels",
        _("Group messages"),
        _("Bots in groups of work apps: how many people have something to do, never names or scores."),
        "reports:channels",
        "reports.manage_channels",
        "reports.add_channel",
        "reports.remove_channel",
    ),
    _elsewhere(
        "keys",
        _("API keys"),
        _("Other programs that send facts and read cards: what each may, until when."),
        "records:keys",
        "records.manage_keys",
        "records.make_key",
        "records.withdraw_key",
    ),
    _elsewhere(
        "webhooks",
        _("Webhooks"),
        _("Other programs that are told when a card is published, an order overdue, a complaint received."),
        "reports:webhooks",
        "reports.manage_webhooks",
        "reports.add_webhook",
        "reports.remove_webhook",
    ),
    _elsewhere(
        "catalogue",
        _("Bonuses and deductions"),
        _("The lines that may be entered, how many points each gives, and what a month allows."),
        "scoring:catalogue",
        "scoring.adjust",
        "scoring.add_catalogue_entry",
        "scoring.change_catalogue_entry",
    ),
    Group(
        code="checks",
        title=_("Contesting quality checks"),
        what=_("How long an agent may contest a failed item; somebody other than the rater decides."),
        verb=RULES,
        form=CheckRulesForm,
        save=contests.set_rules,
        acts={"evidence.set_check_rules": frozenset()},
    ),
    _elsewhere(
        "checklists",
        _("Checklists"),
        _("What a quality check begins with; each check keeps the items it was made with."),
        "evidence:checklists",
        "evidence.manage_checklists",
        "evidence.save_checklist",
    ),
    _elsewhere(
        "surveys",
        _("Residents are asked"),
        _("How residents are asked about completed orders, and for how long a link holds."),
        "evidence:survey_rules",
        "evidence.set_survey_rules",
        "evidence.set_survey_rules",
    ),
    Group(
        code="ratings",
        title=_("Ratings within a team"),
        what=_("Whether peers and leaders are asked, and how many peers must have rated before anything is shown."),
        verb=RULES,
        form=RulesForm,
        save=rating_rules.change,
        acts={"evidence.change_rating_rules": frozenset()},
    ),
    _elsewhere(
        "machines",
        _("Machine responders"),
        _("Names in files whose answer is an automatic message: never a first response, never a person with a card."),
        "workorders:machines",
        "workorders.name_machines",
        "workorders.name_machine",
        "workorders.forget_machine",
    ),
    Group(
        code="desk",
        title=_("The desk"),
        what=_("How long things may wait at the desk before somebody else is told."),
        verb="workorders.change_desk",
        form=DeskSettingsForm,
        save=desk_settings.change,
        acts={"workorders.change_desk": frozenset()},
    ),
    _elsewhere(
        "order_categories",
        _("Categories of orders"),
        _("What residents ask for: the two taps of the form in which an order is entered."),
        "workorders:categories",
        "workorders.keep_categories",
        "workorders.save_category",
        "workorders.adopt_categories",
    ),
    _elsewhere(
        "due_times",
        _("Due times of orders"),
        _("How long an order may take, by category and priority; counts for what was completed in time."),
        "workorders:due_times",
        "workorders.set_due_times",
        "workorders.set_due_times",
    ),
    _elsewhere(
        "part_time",
        _("Part-time work"),
        _("Asked for once, when somebody is posted at two sites at once: the share of full time at each."),
        "people:list",
        "people.view",
        "people.post",
    ),
)


def group_of(code: str) -> Group | None:
    """The group of this code."""
    return next((group for group in GROUPS if group.code == code), None)
