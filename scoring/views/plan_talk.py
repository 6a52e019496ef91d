"""Pages on which a draft is commented on, and a published version read and signed."""

from functools import partial

from django import forms
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from people.forms import DayInput
from people.querysets import chinese_order
from scoring.models import PlanComment, PlanReader, PlanVersion
from scoring.plans import diff, history, scored_people, talk, versions
from scoring.saying import say


class CommentForm(forms.Form):
    """A remark on the whole plan or one indicator."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, version: PlanVersion, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        whole = ("", _("The whole plan"))
        self.fields["about"].choices = [whole, *scored_people.indicators(version)]  # type: ignore[attr-defined]


class ShowForm(forms.Form):
    """Until when comments are asked for."""

    until = forms.DateField(
        label=gettext_lazy("Comments until"),
        required=False,
        widget=DayInput,
    )


@require_http_methods(["GET", "POST"])
@verb_required("scoring.view_plans")
def comments(request: AccountRequest, pk: int) -> HttpResponse:
    """What was said about a draft: one's own, and to HR everything; a form for those to whom it was shown."""
    version = _fetch(request, pk)
    may = request.user.has_perm("scoring.comment_on_plans") and talk.takes_comments(version)
    form = CommentForm(request.POST or None, version=version, initial={"about": request.GET.get("about", "")})
    verb = partial(talk.comment, draft=version, by=request.user)
    if may and attempt(request, verb, form=form, said=_("Thank you; HR reads it and answers here.")):
        return redirect("scoring:plan_comments", pk)
    found = PlanComment.objects.visible_to(request.user).filter(version=version)
    names = dict(scored_people.indicators(version))
    context = {
        "version": version,
        "name": say(versions.read(version).name),
        "form": form if may else None,
        "show_form": ShowForm(initial={"until": version.comments_until}, auto_id="show-%s"),
        "rows": [(each, names.get(each.about, "")) for each in found.select_related("author__person", "answered_by")],
        "readers": PlanReader.objects.filter(version=version).count(),
    }
    return render(request, "scoring/plans/comments.html", context)


@require_POST
@verb_required("scoring.edit_plans")
def show(request: AccountRequest, pk: int) -> HttpResponse:
    """Show the draft to those whom it would score."""
    verb = partial(talk.show_draft, draft=_fetch(request, pk), by=request.user)
    form = ShowForm(request.POST)
    if not attempt(request, verb, form=form, said=_shown):
        attempt(request, partial(_say, form))
    return redirect("scoring:plan_comments", pk)


@require_POST
@verb_required("scoring.edit_plans")
def answer(request: AccountRequest, pk: int, comment: int) -> HttpResponse:
    """Answer one comment."""
    found = get_object_or_404(PlanComment.objects.visible_to(request.user), pk=comment, version=pk)
    text = request.POST.get("text", "")[:1000]
    attempt(request, partial(talk.answer, comment=found, by=request.user, text=text), said=_("It is answered."))
    return redirect("scoring:plan_comments", pk)


@require_safe
@verb_required("scoring.view_plans")
def announcement(request: AccountRequest, pk: int) -> HttpResponse:
    """What changes, in words; the own signature; to HR who has not signed."""
    version = _fetch(request, pk)
    before = history.had_before(version)
    plan, account = versions.read(version), request.user
    announced = PlanReader.objects.filter(version=version, announced_at__isnull=False)
    context = {
        "version": version,
        "name": say(plan.name),
        "goal": say(plan.goal) if plan.goal else "",
        "period": say(plan.period) if plan.period else "",
        "other": before,
        "other_name": say(versions.read(before).name) if before else "",
        "sections": diff.compare(versions.read(before), plan) if before else [],
        "own": announced.filter(person=account.person_id).first(),
    }
    if account.has_perm("scoring.edit_plans"):
        by_name = announced.select_related("person").order_by(
            F("signed_at").asc(nulls_first=True), chinese_order("person__name")
        )
        context["readers"] = list(by_name)
    return render(request, "scoring/plans/announcement.html", context)


@require_POST
@verb_required("scoring.sign_plan")
def sign(request: AccountRequest, pk: int) -> HttpResponse:
    """Read and signed, for oneself."""
    verb = partial(talk.sign, version=_fetch(request, pk), by=request.user)
    attempt(request, verb, said=_("Signed. Thank you for reading it."))
    return redirect("scoring:plan_announcement", pk)


@require_POST
@verb_required("scoring.edit_plans")
def remind(request: AccountRequest, pk: int) -> HttpResponse:
    """Ask once more whoever has not signed."""
    attempt(request, partial(talk.remind, version=_fetch(request, pk), by=request.user), said=_reminded)
    return redirect("scoring:plan_announcement", pk)


def _shown(people: int) -> str:
    words = ngettext("%(n)s person can comment on it now.", "%(n)s people can comment on it now.", people)
    return words % {"n": people}


def _reminded(people: int) -> str:
    return ngettext("%(n)s person is asked once more.", "%(n)s people are asked once more.", people) % {"n": people}


def _say(form: forms.Form) -> None:
    """What is wrong with the form, as a toast."""
    raise forms.ValidationError([message for errors in form.errors.values() for message in errors])


def _fetch(request: AccountRequest, pk: int) -> PlanVersion:
    found: PlanVersion = get_object_or_404(PlanVersion.objects.visible_to(request.user), pk=pk)
    return found
