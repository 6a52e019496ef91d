"""Addresses of the room, at the top of the company's site."""

from django.urls import URLPattern, URLResolver, path

from reports.calibration import views as calibration
from reports.panel import views as panel
from reports.results import views as results
from reports.review import views as review
from reports.settings_page import views as settings_page
from reports.views import (
    card,
    certificates,
    channels,
    goals,
    history,
    home,
    messages,
    overview,
    payroll,
    ranking,
    rulebook,
    running,
    survey_slips,
    talks,
)
from reports.warnings import views as warnings
from reports.webhooks import views as webhooks

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("messages/", messages.messages, name="messages"),
    path("messages/test/", messages.send_test, name="send_test"),
    path("ranking/<month:month>/", ranking.page, name="ranking"),
    path("results/", results.newest, name="results"),
    path("results/of/<int:pk>/", results.agent, name="results_of_agent"),
    path("results/<slug:period>/", results.page, name="results_of"),
    path("results/<slug:period>/file/", results.file, name="results_file"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("settings/", settings_page.page, name="settings"),
    path("settings/brand/preview/", settings_page.preview, name="brand_preview"),
    path("settings/<slug:code>/", settings_page.change, name="change_settings"),
    path("channels/", channels.channel_list, name="channels"),
    path("channels/add/", channels.add, name="add_channel"),
    path("channels/add-app/", channels.add_app, name="add_app"),
    path("channels/<int:pk>/test/", channels.send_test, name="test_channel"),
    path("channels/<int:pk>/remove/", channels.remove, name="remove_channel"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new", webhooks.add, name="add_webhook"),
    path("webhooks/<int:pk>/", webhooks.log, name="webhook_log"),
    path("webhooks/<int:pk>/test", webhooks.send_test, name="test_webhook"),
    path("webhooks/<int:pk>/remove", webhooks.remove, name="remove_webhook"),
    path("webhooks/deliveries/<int:pk>/again", webhooks.send_again, name="resend_webhook"),
    path("overview/", overview.newest, name="overview"),
    path("overview/<month:month>/", overview.page, name="overview_of"),
    path("overview/<month:month>/compute/", running.compute, name="compute_running"),
    path("goals/", goals.current, name="annual_goals"),
    path("goals/<year:year>/", goals.page, name="annual_goals_of"),
    path("goals/<year:year>/small/", goals.small, name="small_goals"),
    path("goals/<year:year>/<slug:indicator>/", goals.months, name="months_of_goal"),
    path("goals/<month:month>/<slug:indicator>/", goals.month, name="month_of_goal"),
    path("warnings/", warnings.warning_list, name="warnings"),
    path("warnings/<int:pk>/", warnings.warning, name="warning"),
    path("card/", card.my_card, name="my_card"),
    path("card/all/<int:agent>/", history.history, name="history"),
    path("card/<month:month>/<int:agent>/", card.card, name="card"),
    path("card/<month:month>/<int:agent>/talked/", talks.held, name="talk_held"),
    path("card/<month:month>/<int:agent>/pdf/", card.printed, name="card_pdf"),
    path("card/<month:month>/<int:agent>/<slug:indicator>/", card.facts, name="facts"),
    path("card/<month:month>/<int:agent>/<slug:indicator>/file/", card.facts_file, name="facts_file"),
    path("panels/cards/<int:pk>/", panel.look, name="panel_card"),
    path("months/<month:month>/calibration/", calibration.page, name="calibration"),
    path("months/<month:month>/calibration/cards/", calibration.cards, name="calibration_cards"),
    path("months/<month:month>/calibration/file/", calibration.file, name="calibration_file"),
    path("months/<month:month>/review/<int:agent>/", review.card, name="review"),
    path("months/<month:month>/review/<int:agent>/back/", review.take_back, name="take_review_back"),
    path("rulebook/", rulebook.current, name="rulebook"),
    path("rulebook/<month:month>/", rulebook.page, name="rulebook_of"),
    path("rulebook/<month:month>/pdf/", rulebook.printed, name="rulebook_pdf"),
    path("slips/", survey_slips.print_slips, name="survey_slips"),
    path("slips/campaigns/<int:pk>/", survey_slips.print_campaign_slips, name="campaign_slips"),
    path("slips/campaigns/<int:pk>/poster/", survey_slips.print_poster, name="campaign_poster"),
    path("payroll/", payroll.newest, name="payroll"),
    path("payroll/<month:month>/", payroll.page, name="payroll_of"),
    path("payroll/<month:month>/file/", payroll.file, name="payroll_file"),
]
