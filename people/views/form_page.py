"""The page that every small form of the room shares: show it, run one verb, go back with a word of what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from people.access import AccountRequest

Verb = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """One form on a page of its own."""

    title: str
    back: str
    done: str
    explanation: str = ""
    action: str = ""
    dangerous: bool = False

    def answer(self, request: AccountRequest, form: forms.BaseForm, act: Verb) -> HttpResponse:
        """``act`` gets the cleaned data; what it refuses stands at the form, which keeps what was typed."""
        if request.method == "POST" and form.is_valid():
            try:
                act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, self.done)
                return HttpResponseRedirect(self.back)
        return render(request, "people/form.html", {"page": self, "form": form})
