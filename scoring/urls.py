"""Addresses of the room."""

from django.urls import URLPattern, URLResolver, path

from scoring.views import (
    adjustments,
    company_settings,
    months,
    plan_drafts,
    plan_editor,
    plans,
    reopening,
    service_calendar,
    target_changes,
    targets,
)

app_name = "scoring"
urlpatterns: list[URLPattern | URLResolver] = [
    path("months/", months.month_list, name="months"),
    path("months/<month:month>/", months.month_page, name="month"),
    path("months/<month:month>/progress/", months.progress, name="progress"),
    path("months/<month:month>/close/", months.close, name="close"),
    path("months/<month:month>/publish/", months.publish, name="publish"),
    path("months/<month:month>/finalise/", months.finalise, name="finalise"),
    path("months/<month:month>/reopen/", reopening.ask, name="reopen"),
    path("months/<month:month>/reopen/answer/", reopening.answer, name="answer_reopening"),
    path("months/rules/", company_settings.change, name="settings"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plan_drafts.new, name="new_plan"),
    path("plans/<int:pk>/", plans.plan_page, name="plan"),
    path("plans/<int:pk>/changes/", plans.changes, name="plan_changes"),
    path("plans/<int:pk>/copy/", plan_drafts.copy, name="copy_plan"),
    path("plans/<int:pk>/edit/", plan_editor.edit, name="edit_plan"),
    path("plans/<int:pk>/edit/rules/", plan_editor.rules, name="plan_rules"),
    path("plans/<int:pk>/acknowledge/", plan_editor.acknowledge, name="acknowledge"),
    path("plans/<int:pk>/for/", plan_drafts.scope, name="plan_scope"),
    path("plans/<int:pk>/delete/", plan_drafts.delete, name="delete_draft"),
    path("plans/<int:pk>/publish/", plan_drafts.publish, name="publish_plan"),
    path("calendar/", service_calendar.current, name="calendar"),
    path("calendar/<month:month>/", service_calendar.page, name="calendar_of"),
    path("calendar/change/", service_calendar.change, name="change_calendar"),
    path("calendar/days/add/", service_calendar.special_day, name="special_day"),
    path("calendar/<int:pk>/withdraw/", service_calendar.withdraw, name="withdraw_calendar"),
    path("calendar/days/<int:pk>/withdraw/", service_calendar.withdraw_day, name="withdraw_day"),
    path("targets/", targets.current, name="targets"),
    path("targets/<month:month>/<slug:level>/", targets.grid, name="targets_of"),
    path("targets/<month:month>/changes/<int:pk>/confirm/", target_changes.confirm, name="confirm_target"),
    path("targets/<month:month>/changes/<int:pk>/withdraw/", target_changes.withdraw, name="withdraw_target_change"),
    path("adjustments/", adjustments.current, name="adjustments"),
    path("adjustments/<month:month>/", adjustments.entry_list, name="adjustments_of"),
    path("adjustments/<month:month>/new/", adjustments.enter, name="adjust"),
    path("adjustments/<month:month>/<int:pk>/withdraw/", adjustments.withdraw, name="withdraw_adjustment"),
]
