"""The tree of causes: all of it, a new category or cause, another name, in use or not."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import FormPage, attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest

from . import topics
from .forms import TopicForm
from .models import ComplaintTopic


@require_safe
@verb_required("evidence.view_complaint_topics")
def topic_tree(request: AccountRequest) -> HttpResponse:
    """Categories with their causes."""
    return render(request, "evidence/complaints/topics.html", {"branches": topics.tree(), "here": "topics"})


@require_POST
@verb_required("evidence.keep_complaint_topics")
def adopt(request: AccountRequest) -> HttpResponse:
    """Take over the usual tree."""
    attempt(request, partial(topics.adopt_usual, by=request.user), said=_("The usual causes are taken over."))
    return redirect("evidence:complaint_topics")


@require_http_methods(["GET", "POST"])
@verb_required("evidence.keep_complaint_topics")
def add(request: AccountRequest) -> HttpResponse:
    """A new category."""
    return _answer(request, _("New category"), partial(topics.save, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.keep_complaint_topics")
def add_cause(request: AccountRequest, pk: int) -> HttpResponse:
    """A new cause of a category."""
    parent = get_object_or_404(ComplaintTopic, pk=pk, parent=None)
    title = _("New cause of “%(category)s”") % {"category": parent}
    return _answer(request, title, partial(topics.save, parent=parent, by=request.user))


@require_http_methods(["GET", "POST"])
@verb_required("evidence.keep_complaint_topics")
def change(request: AccountRequest, pk: int) -> HttpResponse:
    """Another name, or out of use; complaints that have it keep it."""
    topic = get_object_or_404(ComplaintTopic.objects.select_related("parent"), pk=pk)
    return _answer(request, str(topic), partial(topics.save, topic=topic, by=request.user), topic)


def _answer(
    request: AccountRequest, title: str, verb: "partial[ComplaintTopic]", topic: ComplaintTopic | None = None
) -> HttpResponse:
    page = FormPage(
        title=title,
        explanation=_("Complaints that were put there keep it, also out of use."),
        back=reverse("evidence:complaint_topics"),
        done=_("It is saved."),
    )
    held = {"name": topic.name, "in_use": topic.in_use} if topic else {"in_use": True}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=held)
    return page.answer(request, form, verb)
