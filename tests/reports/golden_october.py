"""王芳's golden October, step by step."""

from scoring import closing, publishing
from scoring.models import Card
from tests.months import closer, finaliser, publisher
from tests.scoring.month_of_facts import OCTOBER, person, the_golden_month


def close() -> Card:
    """Her card after the close of a month with all her facts."""
    the_golden_month(person("王芳"))
    closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)
    return card()


def publish() -> Card:
    """Her published card."""
    publishing.publish_month(month=OCTOBER, by=publisher())
    return card()


def make_final() -> Card:
    """Her card of the final month."""
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    return card()


def card() -> Card:
    """Her card as it stands."""
    found: Card = Card.objects.current().select_related("month", "agent").get(agent__name="王芳")
    return found
