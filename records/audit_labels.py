"""The names of acts in words, for the audit and the ledger. A verb not named here shows its code.

A room whose acts follow from a list of its own brings their words when it starts (``register``).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

ACTS: dict[str, "Words"] = {
    "people.add_person": _("Person added"),
    "people.change_person": _("Person changed"),
    "people.give_account": _("Account given"),
    "people.change_roles": _("Roles changed"),
    "people.change_account": _("Account changed"),
    "people.print_links": _("One-time links printed"),
    "people.disable_account": _("Account disabled"),
    "people.enable_account": _("Account enabled"),
    "people.send_link": _("One-time link sent by mail"),
    "people.change_face": _("Name, mark or colour of the company changed"),
    "people.change_zone": _("Time zone changed"),
    "reports.change_message_defaults": _("Defaults of mail about tasks changed"),
    "people.set_password": _("Password set"),
    "people.set_log_in_rules": _("Rules for logging in set"),
    "people.reset_second_factor": _("Second factor taken away"),
    "people.post": _("Posting entered"),
    "people.end_posting": _("Posting ended"),
    "people.withdraw_posting": _("Posting withdrawn"),
    "people.grant_leave": _("Unpaid leave entered"),
    "people.withdraw_leave": _("Unpaid leave withdrawn"),
    "people.set_bonus_base": _("Bonus base set"),
    "people.add_site": _("Site added"),
    "people.change_site": _("Site changed"),
    "people.add_building": _("Building added"),
    "people.add_team": _("Team added"),
    "people.change_team": _("Team changed"),
    "people.add_department": _("Department added"),
    "people.change_department": _("Department changed"),
    "records.import": _("File imported"),
    "records.cancel_import": _("Import cancelled"),
    "records.discard_import": _("Import discarded"),
    "records.undo_import": _("Import undone"),
    "records.dismiss_late_fact": _("Late fact dismissed"),
    "workorders.take_back": _("Event taken back"),
    "workorders.created": _("Order created"),
    "workorders.responded": _("Order responded to"),
    "workorders.automatic_message": _("Automatic message"),
    "workorders.accepted": _("Order accepted"),
    "workorders.dispatched": _("Order dispatched"),
    "workorders.reassigned": _("Order re-assigned"),
    "workorders.started": _("Work started"),
    "workorders.completed": _("Order completed"),
    "workorders.called_back": _("Resident called back"),
    "workorders.archived": _("Order archived"),
    "workorders.held": _("Order put on hold"),
    "workorders.resumed": _("Order resumed"),
    "workorders.reopened": _("Order re-opened"),
    "workorders.cancelled": _("Order cancelled"),
    "workorders.marked_duplicate": _("Order marked as duplicate"),
    "workorders.exempted": _("Order exempted"),
    "scoring.ask_to_reopen": _("Re-opening asked for"),
    "scoring.reopen_month": _("Month opened again"),
    "scoring.withdraw_reopening": _("Re-opening withdrawn"),
    "reopen": _("Month opened again"),
    "change_target": _("Target changed after the freeze"),
    "scoring.close_by_schedule": _("Month closed by the schedule"),
    "scoring.set_close_schedule": _("Scheduled close set"),
    "scoring.install_presets": _("Preset plans installed"),
    "scoring.publish_plan": _("Plan published"),
    "scoring.adopt_preset": _("Preset adopted as a draft"),
    "scoring.copy_plan": _("Plan copied into a draft"),
    "scoring.change_draft": _("Draft of a plan changed"),
    "scoring.mean_draft_for": _("Draft of a plan meant for others"),
    "scoring.delete_draft": _("Draft of a plan deleted"),
    "scoring.show_draft": _("Draft of a plan shown for comments"),
    "scoring.comment_on_plan": _("Draft of a plan commented on"),
    "scoring.answer_comment": _("Comment on a plan answered"),
    "scoring.announce_plan": _("Plan announced"),
    "scoring.sign_plan": _("Plan read and signed"),
    "scoring.remind_readers": _("Reminded to read and sign a plan"),
    "scoring.set_targets": _("Targets set"),
    "scoring.send_targets": _("Targets sent for confirmation"),
    "scoring.answer_targets": _("Targets answered"),
    "scoring.accept_proposal": _("Proposed target accepted"),
    "scoring.hand_on_proposal": _("Proposed target handed on to HR"),
    "scoring.keep_target": _("Target kept against a proposal"),
    "scoring.confirm_targets_for": _("Targets confirmed by HR for agents without a log-in"),
    "scoring.remind_of_targets": _("Agents reminded of their targets"),
    "scoring.ask_for_target_change": _("Change of targets asked for"),
    "scoring.change_target": _("Target changed after the freeze"),
    "scoring.withdraw_target_change": _("Change of a target withdrawn"),
    "scoring.enter_site_event": _("Event of the site calendar announced"),
    "scoring.change_site_event": _("Event of the site calendar changed"),
    "scoring.withdraw_site_event": _("Event of the site calendar withdrawn"),
    "scoring.set_annual_goal": _("Annual goal set"),
    "scoring.set_calendar": _("Times of service set"),
    "scoring.withdraw_calendar": _("Times of service withdrawn"),
    "scoring.set_day": _("Special day set"),
    "scoring.withdraw_day": _("Special day withdrawn"),
    "scoring.save_self_assessment": _("Self-assessment saved as a draft"),
    "scoring.submit_self_assessment": _("Self-assessment submitted"),
    "scoring.remind_of_self_assessments": _("Agents reminded of their self-assessment"),
    "scoring.adjust": _("Adjustment entered"),
    "scoring.withdraw_adjustment": _("Adjustment withdrawn"),
    "scoring.add_catalogue_entry": _("Line added to the catalogue of bonuses and deductions"),
    "scoring.change_catalogue_entry": _("Line of the catalogue of bonuses and deductions changed"),
    "scoring.save_review_draft": _("Draft of a review kept"),
    "scoring.submit_review": _("Review submitted"),
    "scoring.take_review_back": _("Review taken back"),
    "scoring.send_card_back": _("Card sent back for evidence"),
    "scoring.confirm_grade": _("Grade changed by an adjustment confirmed"),
    "scoring.answer_review": _("Evidence that was asked for answered"),
    "scoring.decide": _("Decided where evidence lacks"),
    "scoring.withdraw_decision": _("Decision withdrawn"),
    "red_line": _("Red line confirmed"),
    "red_line_overturned": _("Red line overturned"),
    "scoring.record_red_line": _("Red-line incident recorded"),
    "scoring.add_red_line_evidence": _("Evidence of a red line added"),
    "scoring.call_hearing": _("Hearing called"),
    "scoring.make_statement": _("Statement made"),
    "scoring.hold_hearing": _("Hearing held"),
    "scoring.confirm_red_line_first": _("Red line confirmed first"),
    "scoring.confirm_red_line": _("Red line confirmed"),
    "scoring.send_red_line_back": _("Red line sent back for more evidence"),
    "scoring.dismiss_red_line": _("Red line dismissed"),
    "scoring.ask_to_overturn_red_line": _("Overturning of a red line asked for"),
    "scoring.overturn_red_line": _("Red line overturned"),
    "scoring.add_recertification_step": _("Re-certification step added"),
    "scoring.recertification_step_done": _("Re-certification step done"),
    "scoring.back_to_post": _("Back at the post"),
    "scoring.add_red_line_rule": _("Line added to the catalogue of red lines"),
    "scoring.retire_red_line_rule": _("Line of the catalogue put out of or into use"),
    "scoring.warning_acknowledged": _("Early warning seen"),
    "scoring.warning_acted": _("Early warning acted on"),
    "scoring.warning_closed": _("Early warning closed"),
    "scoring.compute_running_month": _("Running month computed"),
    "scoring.remind_of_month": _("Supervisor reminded of a month"),
    "scoring.close_month": _("Close of the month begun"),
    "scoring.start_review": _("Review begun"),
    "scoring.publish_month": _("Cards published"),
    "scoring.change_settings": _("Rules of months changed"),
    "scoring.finalise_month": _("Month made final"),
    "reports.change_messages": _("Messages to oneself changed"),
    "reports.add_channel": _("Group bot added"),
    "reports.remove_channel": _("Group bot removed"),
    "reports.remind": _("Reminded by mail"),
    "reports.hold_talk": _("Talk about a card held"),
    "reports.export_payroll": _("Payroll exported"),
    # entries of the ledger
    "close": _("Month closed"),
    "publish": _("Cards published"),
    "finalise": _("Month made final"),
}
"""Verb → what was done, as a sentence without a subject."""


def register(words: Mapping[str, "Words"]) -> None:
    """Add the acts of a room, called from its ``AppConfig.ready``."""
    ACTS.update(words)


def said(verb: str) -> str:
    """The act in the reader's language."""
    return str(ACTS.get(verb, verb))


DETAILS = {
    "agent": _("agent"),
    "agents": _("agents"),
    "at": _("at"),
    "changed": _("changed"),
    "created": _("new"),
    "file_name": _("file name"),
    "kind": _("kind"),
    "late": _("too late"),
    "month": _("month"),
    "points": _("points"),
    "reason": _("reason"),
    "rejected": _("errors"),
    "roles": _("roles"),
    "rows": _("rows"),
    "source": _("source"),
    "unchanged": _("unchanged"),
    "warned": _("warnings"),
}
"""Key of an entry's detail → its name."""


def detail_name(key: str) -> str:
    """The detail's name in the reader's language; one not named here shows its key."""
    return str(DETAILS.get(key, key))
