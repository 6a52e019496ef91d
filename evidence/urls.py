"""Addresses of the room, below ``evidence/``."""

from django.urls import URLPattern, URLResolver, path

from evidence.views import checks, ratings, suggestions, surveys, trainings

app_name = "evidence"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", surveys.index, name="index"),
    path("surveys/", surveys.answer_list, name="surveys"),
    path("surveys/<int:pk>/exclude/", surveys.exclude, name="exclude_answer"),
    path("surveys/<int:pk>/include/", surveys.include, name="include_answer"),
    path("checks/", checks.check_list, name="checks"),
    path("checks/new/", checks.record, name="record_check"),
    path("checks/<int:pk>/", checks.check_page, name="check"),
    path("checks/<int:pk>/correct/", checks.correct, name="correct_check"),
    path("ratings/", ratings.rating_list, name="ratings"),
    path("ratings/rate/", ratings.rate_now, name="rate_now"),
    path("ratings/rate/<month:month>/", ratings.rate, name="rate"),
    path("suggestions/", suggestions.suggestion_list, name="suggestions"),
    path("suggestions/new/", suggestions.submit, name="suggest"),
    path("suggestions/<int:pk>/decide/", suggestions.decide, name="decide_suggestion"),
    path("trainings/", trainings.session_list, name="trainings"),
    path("trainings/new/", trainings.hold, name="hold_session"),
    path("trainings/<int:pk>/", trainings.session_page, name="training"),
    path("trainings/<int:pk>/correct/", trainings.correct, name="correct_session"),
    path("trainings/<int:pk>/sheet/", trainings.record_sheet, name="record_sheet"),
    path("trainings/<int:pk>/resit/", trainings.record_resit, name="record_resit"),
]
