"""Nobody acts for themselves (SCORING §1): whoever the act is about cannot be its actor, whatever the actor's roles.

Called inside the verbs that move a figure, a decision or pay, so that pages, imports and commands meet it alike.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused

if TYPE_CHECKING:
    from people.models import Account

CODE = "for_oneself"
SENTENCE = _("Nobody acts for themselves: somebody else has to enter this.")


def refuse_for_oneself(by: "Account | None", *people: int | None) -> None:
    """Raise Refused where the actor's own person is one of these (keys; None is nobody)."""
    if by is not None and by.person_id in people:
        raise Refused(SENTENCE, code=CODE)
