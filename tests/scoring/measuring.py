"""October 2026 measured, and one agent's figures of it."""

from django.db import transaction

from people.models import Person
from records import months
from scoring.engine.facts import Evidence
from scoring.engine.presets import load_preset
from scoring.indicators.catalogue import definitions, indicators
from scoring.measuring import Gathered, Parameters, gather
from tests.scoring.month_of_facts import OCTOBER


def measured(**parameters: int) -> Gathered:
    """October, measured by the parameters of ``standard``, save those that are named."""
    measuring = load_preset("standard", definitions()).measuring
    default = Parameters(measuring.response_cap_minutes, measuring.pass_mark, measuring.takes_completion, **parameters)
    with transaction.atomic():
        return gather(months.record_for(OCTOBER), default=default, own={}, indicators=list(indicators()))


def evidence(agent: Person, code: str) -> Evidence:
    return measured().evidence.get(agent.pk, {}).get(code, Evidence(None))


def figures(agent: Person, code: str) -> tuple[object, ...] | None:
    """Numerator, denominator and n; None where there is no measure."""
    measure = evidence(agent, code).measure
    return (measure.numerator, measure.denominator, measure.n) if measure else None
