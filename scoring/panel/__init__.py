"""The review panel 评审小组: members look at cards without knowing what the first reviewer, or each other, said."""
