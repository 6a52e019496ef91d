"""What whoever leads owes by a day, a talk or a review, and appeals against what somebody scored (SCORING §4)."""
