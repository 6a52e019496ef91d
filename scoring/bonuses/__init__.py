"""Bonuses for facts of evidence: praise, community work. By the company's catalogue, one for each fact (SCORING §5)."""
