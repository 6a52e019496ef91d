"""One file an indicator: what it is called, the one statement that measures all agents, its words (SCORING §3, §4).

A new file with an ``INDICATOR`` is an indicator; ``catalogue`` finds it. ``docs/developer.md`` shows one.
"""
