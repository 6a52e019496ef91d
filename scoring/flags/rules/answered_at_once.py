"""Answers of residents that came within seconds of the link: perhaps no resident read it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import ANSWER, Rule

RULE = Rule(
    code="answered_at_once",
    name=_("Answered within seconds"),
    looks_for=_("At least %(least)s answers given within %(within)s seconds after the link was made."),
    innocent=_("A resident who was shown the code at the counter may answer at once."),
    # Of whatever revision: one that is left out, or counted again, was given in the same seconds.
    facts=f"""
        SELECT a.agent_id, '{ANSWER}', a.id, m.person_id
        FROM evidence_surveyanswer a
        JOIN evidence_invitationlink l ON l.answer_id = a.id
        JOIN people_account m ON m.id = l.made_by_id
        WHERE a.agent_id IS NOT NULL
          AND a.answered_at >= %(start)s AND a.answered_at < %(end)s AND a.answered_at - l.made_at <= %(within)s
    """,
    least=2,
    values={"within": timedelta(seconds=45)},
)
