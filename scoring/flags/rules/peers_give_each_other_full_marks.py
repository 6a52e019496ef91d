"""A circle of peers of whom each gave every other the top rating.

Told once the month is shut, and only of a circle where all have nothing but the top from as many raters as they were
promised: the means that everybody reads say the same, so nobody learns who said what.
"""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import PEER_RATING, Rule

RULE = Rule(
    code="peers_give_each_other_full_marks",
    name=_("Full marks among peers"),
    looks_for=_(
        "Everybody who rated has nothing but the top rating from peers too: each gave every other %(top)s of 5."
    ),
    innocent=_("A team that works well together may say so; quality checks and other departments tell more."),
    facts=f"""
        WITH peers AS (
            SELECT id, agent_id, rater_id, rating, promised FROM evidence_peerrating
            WHERE stands AND first_day = %(first_day)s AND %(now)s >= %(cutoff)s
        ), full_marks AS (
            SELECT agent_id FROM peers GROUP BY agent_id
            HAVING min(rating) >= %(top)s AND count(DISTINCT rater_id) >= max(promised)
        )
        SELECT p.agent_id, '{PEER_RATING}', p.id, NULL::bigint
        FROM peers p JOIN full_marks USING (agent_id)
        WHERE NOT EXISTS (
            SELECT FROM peers other
            WHERE other.agent_id = p.agent_id
              AND NOT EXISTS (SELECT FROM full_marks f WHERE f.agent_id = other.rater_id)
        )
    """,
    least=2,
    values={"top": 5},
)
