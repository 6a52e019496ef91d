"""The roles, whom each sees and what it may do: one table.

Views ask ``user.has_perm("room.verb")``, templates ``perms.room.verb``.

Seeing is another matter: ``people.visibility``. Not visible is 404, visible without the verb is 403.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.request import CompanyRequest

if TYPE_CHECKING:
    from people.models import Account


class AccountRequest(CompanyRequest):
    """A request as views inside a company get it: somebody is logged in."""

    user: "Account"


class Role(models.TextChoices):
    """What an account may be; one account may hold several."""

    ADMINISTRATOR = "administrator", _("Administrator")
    HR = "hr", _("HR")
    SUPERVISOR = "supervisor", _("Supervisor")
    AGENT = "agent", _("Agent")
    COLLEAGUE = "colleague", _("Department colleague")
    INSPECTOR = "inspector", _("Quality inspector")


ADMINISTRATOR, HR, SUPERVISOR, AGENT, COLLEAGUE, INSPECTOR = Role

SEES_EVERYBODY = frozenset({ADMINISTRATOR, HR})
"""Roles that see all people and all that is theirs."""
LEADS = frozenset({SUPERVISOR})
"""Roles that see the people of the teams and sites they lead (``people.visibility``). All others see themselves."""
SEES_CONTACTS = frozenset({INSPECTOR})
"""Roles that see every contact with a resident, the order and the check of it, and else nothing of whose it was."""

VERBS: dict[str, frozenset[Role]] = {
    "reports.view_home": frozenset(Role),
    "records.import_evidence": frozenset({ADMINISTRATOR, HR}),
    "records.undo_import": frozenset({ADMINISTRATOR, HR}),
    "records.manage_keys": frozenset({ADMINISTRATOR}),
    "records.view_audit": frozenset({ADMINISTRATOR}),
    "records.view_ledger": frozenset({ADMINISTRATOR, HR}),
    "people.manage": frozenset({ADMINISTRATOR, HR}),
    "people.manage_accounts": frozenset({ADMINISTRATOR}),
    "people.manage_places": frozenset({ADMINISTRATOR}),
    "people.name_stewards": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "people.change_company": frozenset({ADMINISTRATOR}),
    "people.view": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "people.look_for": frozenset({ADMINISTRATOR, HR, SUPERVISOR, INSPECTOR}),
    "people.view_bonus": frozenset({HR}),
    "people.set_bonus": frozenset({HR}),
    "workorders.view": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "workorders.open": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT, COLLEAGUE, INSPECTOR}),
    "workorders.register": frozenset({SUPERVISOR, AGENT}),
    "workorders.keep_categories": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "workorders.set_due_times": frozenset({ADMINISTRATOR, HR}),
    "workorders.take": frozenset({SUPERVISOR, AGENT}),
    "workorders.answer": frozenset({SUPERVISOR, AGENT, COLLEAGUE}),
    "workorders.decide": frozenset({SUPERVISOR}),
    "workorders.exempt": frozenset({SUPERVISOR}),
    "workorders.view_incidents": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "workorders.decide_incidents": frozenset({SUPERVISOR, HR}),
    "workorders.change_desk": frozenset({ADMINISTRATOR}),
    "workorders.name_machines": frozenset({ADMINISTRATOR, HR}),
    "evidence.open": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT, COLLEAGUE, INSPECTOR}),
    "evidence.view": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "evidence.record": frozenset({SUPERVISOR, HR}),
    "evidence.view_checks": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT, INSPECTOR}),
    "evidence.check": frozenset({SUPERVISOR, HR, INSPECTOR}),
    "evidence.contest_check": frozenset({AGENT, SUPERVISOR}),
    "evidence.decide_contest": frozenset({SUPERVISOR, HR, INSPECTOR}),
    "evidence.manage_checklists": frozenset({ADMINISTRATOR, HR}),
    "evidence.call_back": frozenset({SUPERVISOR, AGENT}),
    "evidence.exclude": frozenset({SUPERVISOR}),
    "evidence.view_invitations": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "evidence.invite": frozenset({SUPERVISOR, HR}),
    "evidence.run_campaigns": frozenset({ADMINISTRATOR, HR}),
    "evidence.set_survey_rules": frozenset({ADMINISTRATOR, HR}),
    "evidence.follow_up": frozenset({SUPERVISOR, HR}),
    "evidence.suggest": frozenset({AGENT}),
    "evidence.discuss": frozenset({SUPERVISOR, HR, AGENT}),
    "evidence.handle_complaints": frozenset({SUPERVISOR, HR, AGENT}),
    "evidence.judge_complaints": frozenset({SUPERVISOR, HR}),
    "evidence.view_complaint_report": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "evidence.keep_complaint_topics": frozenset({ADMINISTRATOR, HR}),
    "evidence.view_complaint_topics": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "evidence.rate": frozenset({COLLEAGUE}),
    "evidence.rate_peers": frozenset({AGENT}),
    "evidence.rate_team": frozenset({SUPERVISOR}),
    "evidence.bring_praise": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT, COLLEAGUE}),
    "scoring.set_targets": frozenset({SUPERVISOR, HR}),
    "scoring.answer_targets": frozenset({AGENT, SUPERVISOR}),
    "scoring.confirm_targets": frozenset({HR}),
    "reports.view_calibration": frozenset({HR, SUPERVISOR}),
    "scoring.convene_panel": frozenset({HR}),
    "scoring.sit_on_panel": frozenset({HR, SUPERVISOR}),
    "scoring.assess_oneself": frozenset({AGENT, SUPERVISOR}),
    "scoring.read_self_assessments": frozenset({SUPERVISOR, HR}),
    "scoring.answer_card": frozenset({AGENT, SUPERVISOR}),
    "scoring.view_appeals": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "scoring.answer_appeal": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "scoring.view_awards": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "scoring.weigh_awards": frozenset({HR, SUPERVISOR}),
    "scoring.comment_on_award": frozenset({HR, SUPERVISOR}),
    "scoring.decide_award": frozenset({HR}),
    "scoring.hold_talk": frozenset({SUPERVISOR, HR}),
    "scoring.view_talks": frozenset({HR, SUPERVISOR, AGENT}),
    "scoring.do_talk_items": frozenset(Role),
    "scoring.handle_follow_ups": frozenset({HR, SUPERVISOR}),
    "scoring.decide_lists": frozenset({HR}),
    "scoring.view_improvements": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "scoring.adjust": frozenset({SUPERVISOR, HR}),
    "scoring.keep_catalogue": frozenset({HR}),
    "scoring.review": frozenset({SUPERVISOR, HR}),
    "scoring.answer_review": frozenset({HR}),
    "scoring.confirm_grade": frozenset({HR}),
    "scoring.decide": frozenset({HR}),
    "scoring.decide_leaving_out": frozenset({HR}),
    "scoring.view_red_lines": frozenset({HR, SUPERVISOR, AGENT}),
    "scoring.handle_red_line": frozenset({HR, SUPERVISOR}),
    "scoring.decide_red_line": frozenset({HR}),
    "scoring.view_months": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "scoring.view_plans": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "scoring.edit_plans": frozenset({HR}),
    "scoring.plan_events": frozenset({HR}),
    "scoring.view_goals": frozenset({ADMINISTRATOR, HR, SUPERVISOR}),
    "scoring.set_goals": frozenset({HR}),
    "scoring.handle_warnings": frozenset({SUPERVISOR, HR}),
    "scoring.judge_flags": frozenset({SUPERVISOR, HR}),
    "scoring.compute_running_month": frozenset({SUPERVISOR, HR}),
    "scoring.comment_on_plans": frozenset({SUPERVISOR, AGENT}),
    "scoring.sign_plan": frozenset({SUPERVISOR, AGENT}),
    "scoring.close_month": frozenset({HR}),
    "scoring.publish_month": frozenset({HR}),
    "scoring.finalise_month": frozenset({HR}),
    "scoring.change_settings": frozenset({ADMINISTRATOR}),
    "scoring.reopen_month": frozenset({HR, ADMINISTRATOR}),
    "reports.view_desk": frozenset({ADMINISTRATOR, HR}),
    "reports.view_card": frozenset({HR, SUPERVISOR, AGENT, ADMINISTRATOR}),
    "reports.view_results": frozenset({ADMINISTRATOR, HR, SUPERVISOR, AGENT}),
    "reports.view_own_card": frozenset({AGENT, SUPERVISOR}),
    "reports.view_settings": frozenset({ADMINISTRATOR, HR}),
    "reports.manage_channels": frozenset({ADMINISTRATOR}),
    "reports.manage_webhooks": frozenset({ADMINISTRATOR}),
    "reports.view_overview": frozenset({HR, SUPERVISOR}),
    "reports.export_payroll": frozenset({HR}),
    "reports.make_pay": frozenset({HR}),
    "reports.release_pay": frozenset({HR}),
}
"""Verb → roles that hold it."""


def allowed(account: "Account", verb: str, obj: object = None) -> bool:
    """Whether the account holds the verb. An unknown verb is a programming error."""
    return account.has_role(*VERBS[verb])
