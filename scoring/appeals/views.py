"""Appeals: the list, one of them with its acts, submitting one."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi_portal.lib import attachments, queue
from kpi_portal.lib.form_page import attempt
from kpi_portal.lib.paging import numbered
from kpi_portal.lib.permissions import verb_required
from people.access import AccountRequest
from scoring.appeals import answering, questions, subjects, verbs, window
from scoring.appeals import page as pages
from scoring.appeals.card_views import own_card
from scoring.appeals.forms import AnswerForm, AppealForm, EvidenceForm, QuestionForm, WordsForm
from scoring.appeals.remedies import Given
from scoring.models import Appeal, AppealFile, AppealQuestion, AppealRound, Card
from scoring.saying import indicator_name


@require_safe
@verb_required("scoring.view_appeals")
def appeal_list(request: AccountRequest) -> HttpResponse:
    """Those that wait for an answer, the most urgent first, then the others."""
    seen = Appeal.objects.visible_to(request.user).select_related("agent", "card__month").prefetch_related("rounds")
    parts = {part: found.order_by(by, "pk") for part, (found, by) in seen.parts().items()}
    page = numbered(parts["answered"], request.GET.get("page"))
    context = {"waiting": parts["waiting"], "page": page, "person": request.user.person_id}
    inside = {f"inside_{part}": queue.inside(QueryDict(f"part={part}")) for part in parts}
    return render(request, "scoring/appeals/list.html", context | inside)


@require_http_methods(["GET", "POST"])
@verb_required("scoring.answer_card")
def new(request: AccountRequest, pk: int) -> HttpResponse:
    """Appeal one thing on the own card: what it is, what is wrong with it, what shows it."""
    card = _standing(request, pk)
    indicator = request.GET.get("indicator", "")
    subject = subjects.named(card, request.GET.get("about", ""), indicator)
    if subject is None:
        raise Http404
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    is_look = request.POST.get("do") == "look"
    form = AppealForm(*typed, subject=subject, is_look=is_look)
    trial = pages.trial(card, subject, form, request.user) if is_look else None
    if trial and "HX-Request" in request.headers:
        return render(request, "scoring/appeals/trial.html", {"trial": trial})
    verb = partial(_submit, card=card, subject=subject, by=request.user)
    if not is_look and (done := attempt(request, verb, form=form, said=_("Your appeal is submitted."))):
        assert done.result is not None
        return redirect(done.result)
    context = {"card": card, "subject": subject, "form": form, "window": window.of(card), "trial": trial}
    context["indicator"] = indicator_name(indicator) if indicator else ""
    return render(request, "scoring/appeals/new.html", context)


@require_safe
@verb_required("scoring.answer_card")
def choose_item(request: AccountRequest, pk: int, check: int) -> HttpResponse:
    """Which failed item of a check is appealed."""
    card, indicator = _standing(request, pk), request.GET.get("indicator", "")
    found = [
        item
        for item in subjects.items(card, check, indicator)
        if subjects.named(card, item.name, indicator) is not None
    ]
    if not found:
        raise Http404
    return render(request, "scoring/appeals/items.html", {"card": card, "items": found, "indicator": indicator})


def _standing(request: AccountRequest, pk: int) -> Card:
    """The own card, in the version that stands: no other can be appealed."""
    card = own_card(request, pk)
    if card.is_trial or not card.is_current:
        raise Http404
    return card


def _submit(*, file: Any = None, **said: Any) -> Appeal:
    return verbs.submit(**said, files=[file] if file else [])


@require_safe
@verb_required("scoring.view_appeals")
def appeal(request: AccountRequest, pk: int) -> HttpResponse:
    """One of them, with the acts that are this account's."""
    return _page(request, _visible(request, pk))


@require_POST
@verb_required("scoring.answer_appeal")
def answer(request: AccountRequest, pk: int) -> HttpResponse:
    """Answer, or only look at what an answer would move."""
    found = _visible(request, pk)
    is_look = request.POST.get("do") == "look"
    form = AnswerForm(request.POST, appeal=found, current=verbs.latest(found), is_look=is_look)
    if is_look:
        moved = pages.effect(found, form, request.user)
        if "HX-Request" in request.headers:
            return render(request, "scoring/appeals/effect.html", {"effect": moved})
        return _page(request, found, answer=form, effect=moved)
    verb = partial(_answer, appeal=found, by=request.user)
    if attempt(request, verb, form=form, said=_("Your answer is entered; the appellant is told.")):
        return redirect(found)
    return _page(request, found, answer=form)


def _answer(*, appeal: Appeal, by: Any, **typed: Any) -> AppealRound:
    return answering.answer(appeal, given=Given(**typed), by=by)


@require_POST
@verb_required("scoring.answer_appeal")
def take(request: AccountRequest, pk: int) -> HttpResponse:
    """Take it on."""
    found = _visible(request, pk)
    attempt(request, partial(answering.take, found, by=request.user), said=_("You have taken it on."))
    return redirect(found)


@require_POST
@verb_required("scoring.answer_card")
def withdraw(request: AccountRequest, pk: int) -> HttpResponse:
    """Take the own appeal back."""
    found = _visible(request, pk)
    attempt(request, partial(verbs.withdraw, found, by=request.user), said=_("Your appeal is withdrawn."))
    return redirect(found)


@require_POST
@verb_required("scoring.answer_card")
def take_note(request: AccountRequest, pk: int) -> HttpResponse:
    """The final word on the own appeal was read."""
    found = _visible(request, pk)
    attempt(request, partial(verbs.take_note, found, by=request.user), said=_("Noted."))
    return redirect(found)


@require_POST
@verb_required("scoring.answer_card")
def add_file(request: AccountRequest, pk: int) -> HttpResponse:
    """One more file with the own appeal."""
    found = _visible(request, pk)
    form = EvidenceForm(request.POST, request.FILES)
    if attempt(request, partial(verbs.add_file, found, by=request.user), form=form, said=_("It is added.")):
        return redirect(found)
    return _page(request, found, file=form)


@require_POST
@verb_required("scoring.answer_card")
def again(request: AccountRequest, pk: int) -> HttpResponse:
    """The second round of the own appeal."""
    found = _visible(request, pk)
    form = WordsForm(request.POST, request.FILES)
    if attempt(request, partial(_again, found, by=request.user), form=form, said=_("The second round is open.")):
        return redirect(found)
    return _page(request, found, again=form)


def _again(appeal: Appeal, *, file: Any = None, **said: Any) -> Appeal:
    return verbs.again(appeal, **said, files=[file] if file else [])


@require_POST
@verb_required("scoring.answer_appeal")
def ask(request: AccountRequest, pk: int) -> HttpResponse:
    """Ask the appellant for more evidence."""
    found = _visible(request, pk)
    form = QuestionForm(request.POST)
    said = _("Asked; the appellant is told, and your deadline stands meanwhile.")
    if attempt(request, partial(questions.ask, found, by=request.user), form=form, said=said):
        return redirect(found)
    return _page(request, found, ask=form)


@require_POST
@verb_required("scoring.answer_card")
def reply(request: AccountRequest, pk: int) -> HttpResponse:
    """What was asked about the own appeal, answered."""
    found = _visible(request, pk)
    form = WordsForm(request.POST, request.FILES, auto_id="reply-%s")
    if attempt(request, partial(_reply, found, by=request.user), form=form, said=_("Your answer is sent.")):
        return redirect(found)
    return _page(request, found, reply=form)


def _reply(appeal: Appeal, *, file: Any = None, **said: Any) -> AppealQuestion:
    return questions.reply(appeal, **said, files=[file] if file else [])


@require_safe
@verb_required("scoring.view_appeals")
def file(request: AccountRequest, pk: int, piece: int) -> HttpResponse:
    """A file, for who may see the appeal."""
    kept = get_object_or_404(AppealFile, round__appeal=_visible(request, pk), pk=piece)
    return attachments.given_out(kept.file, kept.content_type, name=kept.file_name)


def _visible(request: AccountRequest, pk: int) -> Appeal:
    seen = Appeal.objects.visible_to(request.user).with_due()
    found: Appeal = get_object_or_404(seen.select_related("agent", "card__month", "card__team", "card__site"), pk=pk)
    return found


def _page(request: AccountRequest, found: Appeal, effect: Any = None, **typed: Any) -> HttpResponse:
    context = pages.context(found, request.user, **typed)
    parts = Appeal.objects.visible_to(request.user).parts()
    place = queue.placed(request, found, lambda asked: parts.get(asked.get("part") or ""))
    told = {"effect": effect, "place": place}
    return render(request, "scoring/appeals/appeal.html", context | told)
