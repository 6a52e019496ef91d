"""What was agreed and decided by people: targets, bonus points and deductions."""

from dataclasses import dataclass
from random import Random

from kpi_portal.demo import words
from kpi_portal.demo.company import TEAMS, Company
from kpi_portal.lib.month import Month


@dataclass(frozen=True)
class Target:
    """A target of one indicator for an agent, a team or a site (the others empty)."""

    number: str
    indicator: str
    value: str
    agent: str = ""
    team: str = ""
    site: str = ""


@dataclass(frozen=True)
class Adjustment:
    """Points for one agent and month, with their sign."""

    number: str
    agent: str
    kind: str
    points: str
    reason: str
    evidence: str
    author: str


def targets(company: Company, month: Month) -> list[Target]:
    """翠湖中心 agreed on faster answers, 云栖里 on more completions, the newest agent on slower answers."""
    stem = f"MB{month.year}{month.month:02d}"
    found = [
        Target(f"{stem}-1", "mean_response_minutes", "12", site="CHZX"),
        Target(f"{stem}-2", "completion_rate", "99", team=TEAMS[2].name),
    ]
    newest = company.agents[-1]
    started = newest.postings[0].first_day
    if started.year == month.year and started.month == month.month:
        found.append(Target(f"{stem}-3", "mean_response_minutes", "25", agent=newest.number))
    return found


def adjustments(seed: int, company: Company, month: Month) -> list[Adjustment]:
    """A few entries a month, as supervisors and HR write them."""
    rng = Random(f"{seed}:{month}:adjustments")
    stem = f"JF{month.year}{month.month:02d}"
    posted = [agent for agent in company.agents if agent.postings[0].first_day < month.first_day.replace(day=28)]
    chosen = rng.sample(posted, min(len(posted), max(3, len(posted) // 4)))
    found: list[Adjustment] = []
    for place, agent in enumerate(chosen, 1):
        number, author = f"{stem}-{place:02d}", agent.postings[-1].team.supervisor
        if place % 3 == 1:
            points, reason = f"{rng.choice((1, 1, 2))}.00", rng.choice(words.PRAISE)
            found.append(Adjustment(number, agent.number, "加分", points, reason, f"表扬登记 {number}", "H01"))
        elif place % 3 == 2:
            points, reason = f"{rng.choice((0.5, 1, -0.5)):.2f}", rng.choice(words.VIEWS)
            found.append(Adjustment(number, agent.number, "主管评价", points, reason, "", author))
        else:
            points, reason = f"{rng.choice((-1, -1, -2))}.00", rng.choice(words.FAULTS)
            found.append(Adjustment(number, agent.number, "扣分", points, reason, f"检查记录 {number}", author))
    return found
