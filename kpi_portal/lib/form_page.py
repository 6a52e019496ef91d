"""Form → verb → refusal, one way for every page: what a verb refuses stands at the form, which keeps what was typed.

``attempt`` runs a verb behind any page; ``FormPage`` is the page of one small form, whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Result]):
    """What came of a verb behind a page: true where it was done, and then its ``result``."""

    done: bool
    result: Result | None = None

    def __bool__(self) -> bool:
        return self.done


def attempt(
    request: HttpRequest,
    verb: Callable[..., Result],
    *,
    form: forms.BaseForm | None = None,
    field: str | None = None,
    said: str | Callable[[Result], str] = "",
) -> Attempt[Result]:
    """Run a verb; what a form asks for are its arguments, and it runs only with a valid form.

    Done: ``said`` is a toast. Refused: the sentence stands at the field that the refusal names, else at ``field``, else
    above the form; without a form it is a toast.
    """
    if form is not None and not form.is_valid():
        return Attempt(False)
    try:
        result = verb(**form.cleaned_data) if form is not None else verb()
    except ValidationError as refusal:  # the verbs' own, and what models say of their fields
        if form is None:
            messages.error(request, " ".join(refusal.messages))
        else:
            _say(form, refusal, field)
        return Attempt(False)
    if said:
        messages.success(request, said(result) if callable(said) else said)
    return Attempt(True, result)


def _say(form: forms.BaseForm, refusal: ValidationError, field: str | None) -> None:
    """At the field that the refusal names; above the form where the form does not ask for it."""
    named = set(getattr(refusal, "error_dict", ())) - {NON_FIELD_ERRORS}
    form.add_error(field, refusal if named <= set(form.fields) else refusal.messages)


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One form on a page of its own: show it, run one verb, go back with a word of what was done."""

    title: str
    back: str
    done: str | Callable[[Any], str]
    explanation: str = ""
    action: str = ""
    dangerous: bool = False

    def answer(self, request: HttpRequest, form: forms.BaseForm, verb: Callable[..., object]) -> HttpResponse:
        """Run the verb with what was typed and go back, or show the page."""
        if attempt(request, verb, form=form, said=self.done):
            return HttpResponseRedirect(self.back)
        return self.shown(request, form)

    def shown(self, request: HttpRequest, form: forms.BaseForm) -> HttpResponse:
        """The page as it stands."""
        return render(request, "components/form_page.html", {"page": self, "form": form})
