"""What residents of the trade complain about, to begin with."""

from django.utils.translation import gettext_noop as _

USUAL_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        _("Repairs"),
        (_("Not told how it goes"), _("Had to be repaired again"), _("Came late"), _("Material overcharged")),
    ),
    (
        _("Service at the desk"),
        (_("Slow to respond"), _("Unfriendly"), _("Passed from one to another"), _("Wrong answer")),
    ),
    (_("Order and noise"), (_("Noise not stopped"), _("Parking"), _("Strangers let in"), _("Patrol not done"))),
    (_("Cleaning and green"), (_("Not cleaned"), _("Rubbish not taken away"), _("Green areas neglected"))),
    (_("Fees"), (_("Not explained"), _("Wrong amount"), _("Unfriendly reminder"))),
    (_("Facilities"), (_("Lift out of order"), _("Water or power cut"), _("Public facilities broken"))),
    (_("Other complaints"), (_("Not about the property"),)),
)
"""Categories with their causes, in the words of the source; taken over in the language of who takes them over."""
