"""What the dimensions other than work orders are measured from."""

from evidence.models.quality_check import QualityCheck, QualityItem
from evidence.models.rating import DepartmentRating
from evidence.models.suggestion import Suggestion
from evidence.models.survey import SurveyAnswer
from evidence.models.training import ExamScore, TrainingAttendance, TrainingSession

__all__ = [
    "DepartmentRating",
    "ExamScore",
    "QualityCheck",
    "QualityItem",
    "Suggestion",
    "SurveyAnswer",
    "TrainingAttendance",
    "TrainingSession",
]
