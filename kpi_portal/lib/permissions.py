"""The guard before a view: does this account hold the verb? Which roles hold which is said in ``people.access``."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def verb_required(verb: str) -> Callable[[View], View]:
    """Refuse a request whose account lacks the verb: 403. The permission matrix reads ``view.verb``."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(verb):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.verb = verb  # type: ignore[attr-defined]  # a label on a function
        return guarded

    return decorate
