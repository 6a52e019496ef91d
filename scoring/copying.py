"""Many rows of a pass at once, by COPY: cards and the facts behind them.

An INSERT quotes each card's tree in Python, which costs more than scoring it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import JSONField, Model
from django.utils import timezone
from psycopg.types.json import Jsonb

from kpi_portal.lib.company_connection import connection
from scoring.measuring import Spelled
from scoring.models import Card, CardFacts, ProvisionalCard, ProvisionalFacts
from scoring.plans.versions import read

FACTS = ("card_id", "indicator", *Spelled._fields)
NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"

Facts = Mapping[tuple[int, str], Spelled]
"""By agent and indicator."""

_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def copy_in(made: Sequence[Card] | Sequence[ProvisionalCard]) -> None:
    """Store these new rows of one model, and give them their keys."""
    if not made:
        return
    meta = type(made[0])._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    columns = ", ".join(str(field.column) for field in fields)
    kinds = [str(field.db_type(connection)).partition("(")[0] for field in fields]
    spellings = [(field.attname, _json if isinstance(field, JSONField) else _same) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, [meta.db_table, len(made)])
        for card, (number,) in zip(made, cursor.fetchall(), strict=True):
            vars(card).update(id=number, created_at=timezone.now())
        with cursor.copy(f"COPY {meta.db_table} ({columns}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(kinds)
            for card in made:
                values = vars(card)
                copy.write_row([spell(values[name]) for name, spell in spellings])


def _json(value: Any) -> Jsonb:
    return Jsonb(value, _JSON.encode)


def _same(value: Any) -> Any:
    return value


def copy_facts(
    model: type[CardFacts] | type[ProvisionalFacts], made: Sequence[Card] | Sequence[ProvisionalCard], facts: Facts
) -> None:
    """Those of the cards' indicators; what was measured for another plan alone is left."""
    into = f"COPY {_table(model)} ({', '.join(FACTS)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(("int8", "varchar", "text", "int4[]"))
        for card in made:
            for indicator in read(card.plan).indicators():
                spelled = facts.get((card.agent_id, indicator.code))
                if spelled is not None:
                    copy.write_row((card.pk, indicator.code, *spelled))


def _table(model: type[Model]) -> str:
    return model._meta.db_table
