"""The tables of every kind, for Django to find. A new kind's models are imported by its declaration in ``kinds``."""

from evidence.activities.models import Activity, Participation
from evidence.complaints.models import Complaint, ComplaintStep, ComplaintTopic
from evidence.kinds import KINDS as KINDS
from evidence.praise.models import Praise, PraiseFile
from evidence.quality_checks.contests.models import CheckContest, CheckRules, NotedCheck
from evidence.quality_checks.models import Checklist, QualityCheck, QualityItem
from evidence.quality_checks.sampling.models import CheckSample, SampledContact
from evidence.quality_checks.second.models import SecondRating
from evidence.ratings.models import DepartmentRating, PeerRating, RatingRules, SupervisorRating
from evidence.suggestions.models import Implementation, Suggestion, SuggestionNote
from evidence.surveys.campaigns.models import Campaign, CampaignAnswer, CampaignLink
from evidence.surveys.inviting.models import Invitation, InvitationLink, SurveySettings
from evidence.surveys.models import FollowUp, SurveyAnswer
from evidence.surveys.tags.models import SurveyTag, TagTalk
from evidence.trainings.models import ExamScore, TrainingAttendance, TrainingSession

__all__ = [
    "Activity",
    "Campaign",
    "CampaignAnswer",
    "CampaignLink",
    "CheckContest",
    "CheckRules",
    "CheckSample",
    "Checklist",
    "Complaint",
    "ComplaintStep",
    "ComplaintTopic",
    "DepartmentRating",
    "ExamScore",
    "FollowUp",
    "Implementation",
    "Invitation",
    "InvitationLink",
    "NotedCheck",
    "Participation",
    "PeerRating",
    "Praise",
    "PraiseFile",
    "QualityCheck",
    "QualityItem",
    "RatingRules",
    "SampledContact",
    "SecondRating",
    "Suggestion",
    "SuggestionNote",
    "SupervisorRating",
    "SurveyAnswer",
    "SurveySettings",
    "SurveyTag",
    "TagTalk",
    "TrainingAttendance",
    "TrainingSession",
]
