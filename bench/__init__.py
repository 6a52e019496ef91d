"""Speed as ratios measured in one run, each against a bare version of the same work (PROMISES, Speed and scale)."""
