"""The measures, each one SQL statement for all agents at once (SCORING §3)."""

from scoring.measures.collaboration import COLLABORATION
from scoring.measures.etiquette import ETIQUETTE_PASS_RATE
from scoring.measures.measure import NamedMeasure
from scoring.measures.orders import COMPLETION_RATE, MEAN_RESPONSE_MINUTES
from scoring.measures.satisfaction import SATISFACTION
from scoring.measures.suggestions import SUGGESTIONS_ADOPTED
from scoring.measures.training import TRAINING_ATTENDANCE, TRAINING_EXAM

MEASURES: tuple[NamedMeasure, ...] = (
    COMPLETION_RATE,
    MEAN_RESPONSE_MINUTES,
    SATISFACTION,
    ETIQUETTE_PASS_RATE,
    COLLABORATION,
    SUGGESTIONS_ADOPTED,
    TRAINING_ATTENDANCE,
    TRAINING_EXAM,
)
"""Every measure that a plan can use, in the order of SCORING §2."""
