"""Answers of residents that came from where their agent uses the portal: perhaps the agent gave them.

Told by ``InvitationLink.from_agents_address``, which is noted with the answer; no address is kept (decision 40).
"""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import ANSWER, Rule

RULE = Rule(
    code="answered_from_the_agents_address",
    name=_("Answered from the agent's own address"),
    looks_for=_(
        "At least %(least)s answers sent from the address from which the agent had used the portal within the hour."
    ),
    innocent=_("Residents who answer at the counter, in the same wireless network, share the address."),
    facts=f"""
        SELECT a.agent_id, '{ANSWER}', a.id, m.person_id
        FROM evidence_surveyanswer a
        JOIN evidence_invitationlink l ON l.answer_id = a.id AND l.from_agents_address
        JOIN people_account m ON m.id = l.made_by_id
        WHERE a.agent_id IS NOT NULL AND a.answered_at >= %(start)s AND a.answered_at < %(end)s
    """,
    least=2,
)
