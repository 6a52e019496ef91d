"""Two people who rate each other well for the same month."""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import RATING, Rule

RULE = Rule(
    code="ratings_in_return",
    name=_("Ratings given in return"),
    looks_for=_("Two people who gave each other %(good)s of 5 or more for the same month."),
    innocent=_("Who works well together says so on both sides; what others say of both tells more."),
    facts=f"""
        SELECT own.agent_id, '{RATING}', unnest(ARRAY[own.id, given.id]), own.rater_id
        FROM evidence_departmentrating own
        JOIN evidence_departmentrating given
          ON given.stands AND given.first_day = own.first_day
         AND given.agent_id = own.rater_id AND given.rater_id = own.agent_id
        WHERE own.stands AND own.first_day = %(first_day)s AND own.rating >= %(good)s AND given.rating >= %(good)s
    """,
    least=1,
    values={"good": 4},
)
