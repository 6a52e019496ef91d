"""Answers of residents, as a kind of evidence."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.kind import Kind, Shown, Table
from kpi_portal.lib.menu import Entry
from kpi_portal.lib.rounding import plain

from .models import SurveyAnswer


def _shown(answer: SurveyAnswer) -> Shown:
    rating = _("%(rating)s of %(top)s") % {"rating": plain(answer.rating, 2), "top": answer.top}
    order = answer.order
    return Shown(
        number=order.number if order else answer.number,
        href=reverse("workorders:order", args=[order.pk]) if order else reverse("evidence:surveys"),
        remark=answer.excluded_reason,
        subject=f"{rating} · {answer.comment}" if answer.comment else rating,
        place=answer.site.name if answer.site else "",
        at=answer.answered_at,
    )


ANSWERS = Table(
    model=SurveyAnswer,
    code="answer",
    whose="agent",
    counts_at="answered_at",
    guarded=(
        *("agent", "answered_at", "rating", "top", "recommend", "source", "invitation", "stands", "excluded_reason"),
        "number",
    ),
    shown=_shown,
    fetched=lambda answers: answers.select_related("order", "site"),
)

SURVEYS = Kind(
    code="surveys",
    label=gettext_lazy("Survey answers"),
    tables=(ANSWERS,),
    verbs={
        "record_answer": gettext_lazy("Survey answer recorded"),
        "invite": gettext_lazy("Residents invited to answer"),
        "give_link": gettext_lazy("Link to a survey given out"),
        "set_survey_rules": gettext_lazy("Rules of surveys changed"),
        "save_survey_tag": gettext_lazy("Tag of answers saved"),
        "note_tag_talk": gettext_lazy("Talk about a tag noted"),
        "plan_campaign": gettext_lazy("Survey of all residents planned"),
        "give_campaign_links": gettext_lazy("Slips or a poster of a survey printed"),
        "answer_campaign": gettext_lazy("Survey of all residents answered"),
        "call_missed": gettext_lazy("Call-back reached nobody"),
        "exclude_answer": gettext_lazy("Survey answer excluded"),
        "include_answer": gettext_lazy("Survey answer included again"),
        "follow_up": gettext_lazy("Bad answer followed up"),
    },
    page="evidence:surveys",
    urls="evidence.surveys.urls",
    imports=("evidence.surveys.importing.KIND",),
    menu=(
        Entry("evidence:call_backs", gettext_lazy("Call-backs"), "phone-arrow-up-right", "evidence.call_back"),
        Entry("evidence:invitations", gettext_lazy("Invitations"), "qr-code", "evidence.view_invitations"),
    ),
    to_do=(
        "evidence.surveys.to_do.to_follow_up",
        "evidence.surveys.tags.to_do.tags_too_often",
        "evidence.surveys.inviting.to_do.to_remind",
        "evidence.surveys.campaigns.to_do.to_remind",
    ),
)
