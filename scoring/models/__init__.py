"""Plans, targets, adjustments, closes and the frozen cards."""

from scoring.models.adjustment import Adjustment
from scoring.models.annual_goal import AnnualGoal
from scoring.models.appeal import Appeal, AppealFile, AppealQuestion, AppealRound
from scoring.models.award import Award, AwardComment, AwardDecision, AwardKind
from scoring.models.card import Card, CardFact, CardFacts
from scoring.models.card_answer import CardAnswer
from scoring.models.catalogue import CatalogueEntry
from scoring.models.close_schedule import CloseSchedule, ScheduledClose
from scoring.models.decision import Decision
from scoring.models.duty import Duty
from scoring.models.early_warning import EarlyWarning
from scoring.models.flag import Flag, FlagWord
from scoring.models.follow_up import FollowUp, Improvement, ImprovementNote
from scoring.models.goal_figure import GoalFigure
from scoring.models.leaving_out import LeavingOut
from scoring.models.month_close import CloseStep, MonthClose
from scoring.models.panel import PanelCard, PanelMember, PanelOpinion, ReviewPanel
from scoring.models.plan import PlanVersion, Scope, ScoringSettings
from scoring.models.plan_talk import PlanComment, PlanReader
from scoring.models.provisional import ProvisionalCard, ProvisionalFacts, ProvisionalRun
from scoring.models.red_line import RecertificationStep, RedLine, RedLineEvidence, RedLineRule
from scoring.models.reminder import MonthReminder
from scoring.models.reopening import MonthReopening
from scoring.models.review import GradeConfirmation, Review
from scoring.models.self_assessment import SelfAssessment, SelfRating
from scoring.models.site_event import SiteEvent
from scoring.models.talk import Moment, Talk, TalkItem
from scoring.models.target import Target
from scoring.models.target_change import TargetChange
from scoring.models.target_sheet import TargetProposal, TargetSheet

__all__ = [
    "Adjustment",
    "AnnualGoal",
    "Appeal",
    "AppealFile",
    "AppealQuestion",
    "AppealRound",
    "Award",
    "AwardComment",
    "AwardDecision",
    "AwardKind",
    "Card",
    "CardAnswer",
    "CardFact",
    "CardFacts",
    "CatalogueEntry",
    "CloseSchedule",
    "CloseStep",
    "Decision",
    "Duty",
    "EarlyWarning",
    "Flag",
    "FlagWord",
    "FollowUp",
    "GoalFigure",
    "GradeConfirmation",
    "Improvement",
    "ImprovementNote",
    "LeavingOut",
    "Moment",
    "MonthClose",
    "MonthReminder",
    "MonthReopening",
    "PanelCard",
    "PanelMember",
    "PanelOpinion",
    "PlanComment",
    "PlanReader",
    "PlanVersion",
    "ProvisionalCard",
    "ProvisionalFacts",
    "ProvisionalRun",
    "RecertificationStep",
    "RedLine",
    "RedLineEvidence",
    "RedLineRule",
    "Review",
    "ReviewPanel",
    "ScheduledClose",
    "Scope",
    "ScoringSettings",
    "SelfAssessment",
    "SelfRating",
    "SiteEvent",
    "Talk",
    "TalkItem",
    "Target",
    "TargetChange",
    "TargetProposal",
    "TargetSheet",
]
