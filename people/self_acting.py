"""Nobody acts for themselves (SCORING §1): whoever the act is about cannot be its actor, whatever the actor's roles.

Called inside the verbs that move a figure, a decision or pay, so that pages, imports and commands meet it alike. Such
acts are always somebody's: without an actor they are refused too, for then nobody could tell whose they were.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused

if TYPE_CHECKING:
    from people.models import Account

CODE = "for_oneself"
SENTENCE = _("Nobody acts for themselves: somebody else has to enter this.")


def refuse_for_oneself(by: "Account | None", *people: int | None) -> None:
    """Raise Refused where the actor's own person is one of these (keys; None is nobody), or nobody acts."""
    if by is None:
        raise Refused(_("Somebody has to answer for this: say who does it."), code="nobody")
    if by.person_id in people:
        raise Refused(SENTENCE, code=CODE)
