"""Residents of completed orders who were never given a link: those who may be displeased can be skipped."""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import ORDER, Rule

RULE = Rule(
    code="residents_not_asked",
    name=_("Surveys skipped"),
    looks_for=_(
        "At least %(least)s invitations that nobody gave a link of, %(share)s %% of the agent's or more, where less"
        " than half of all invitations go without."
    ),
    innocent=_("Common areas have no resident to ask, and who leads may have been away."),
    facts=f"""
        SELECT agent_id, '{ORDER}', order_id, NULL::bigint
        FROM (
            SELECT i.agent_id, i.order_id, skipped, count(*) OVER who AS own, count(*) OVER () AS everybodys,
                   count(*) FILTER (WHERE skipped) OVER who AS own_skipped,
                   count(*) FILTER (WHERE skipped) OVER () AS all_skipped
            FROM (
                SELECT i.agent_id, i.order_id,
                       i.answered_at IS NULL
                       AND NOT EXISTS (SELECT FROM evidence_invitationlink l WHERE l.invitation_id = i.id) AS skipped
                FROM evidence_invitation i
                WHERE i.order_id IS NOT NULL AND i.invited_at >= %(start)s AND i.invited_at < %(end)s
            ) i
            WINDOW who AS (PARTITION BY i.agent_id)
        ) counted
        WHERE skipped AND agent_id IS NOT NULL
          AND own_skipped * 100 >= own * %(share)s AND all_skipped * 2 < everybodys
    """,
    least=10,
    values={"share": 80},
)
