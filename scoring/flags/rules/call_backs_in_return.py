"""Two agents who call each other's residents back and note nothing but the top rating, on both sides."""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import ANSWER, Rule

RULE = Rule(
    code="call_backs_in_return",
    name=_("Call-backs in return"),
    looks_for=_(
        "Two people each noted at least %(least)s answers by telephone about the other, and none below the top rating."
    ),
    innocent=_("In a small team two people call back for each other; what residents answer by link tells more."),
    # The first revision says who called: whoever leaves an answer out writes the next.
    facts=f"""
        WITH said AS (
            SELECT a.id, a.agent_id, m.person_id AS caller_id, a.rating = a.top AS is_top
            FROM evidence_surveyanswer a JOIN people_account m ON m.id = a.recorded_by_id
            WHERE a.revision = 1 AND a.channel = 'phone' AND a.agent_id IS NOT NULL
              AND a.answered_at >= %(start)s AND a.answered_at < %(end)s
        ), all_top AS (
            SELECT agent_id, caller_id FROM said GROUP BY agent_id, caller_id
            HAVING count(*) >= %(least)s AND bool_and(is_top)
        )
        SELECT s.agent_id, '{ANSWER}', s.id, s.caller_id
        FROM said s JOIN all_top t USING (agent_id, caller_id)
        JOIN all_top r ON r.agent_id = t.caller_id AND r.caller_id = t.agent_id
    """,
    least=5,
)
