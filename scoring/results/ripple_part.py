"""What an upheld appeal moves in the awards: whom the rule would propose (SCORING §9)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from people.posts import Post
from scoring.appeals.ripple import Line, Moves, Part
from scoring.models import AwardKind, Card
from scoring.results.candidates import of_cards

PROPOSED = "★"


def _lines(moves: Moves) -> Iterator[Line]:
    if not moves.touched:
        return
    before = {agent: card for agent, card in moves.before.items() if _is_of_agent(card)}
    after = {agent: moves.after[agent] if agent in moves.touched else card for agent, card in before.items()}
    for kind in AwardKind:
        was, now = (set(of_cards(kind, moves.record.month, cards.values()).proposed) for cards in (before, after))
        for agent in sorted(was ^ now):
            figures = (PROPOSED, "") if agent in was else ("", PROPOSED)
            yield Line(
                part="award",
                what=f"award:{kind.value}",
                agent=agent,
                name=before[agent].label.name,
                before=figures[0],
                after=figures[1],
                tone="down" if agent in was else "up",
            )


def _is_of_agent(card: Card) -> bool:
    return card.plan.post in {"", Post.AGENT}


def _label(line: Line) -> str:
    kind = AwardKind(line.what.partition(":")[2])
    return _("Proposed: %(award)s") % {"award": kind.label}


AWARD = Part("award", _lines, _label)
