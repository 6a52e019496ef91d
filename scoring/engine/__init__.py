"""The pure scoring engine: plan and evidence in, cards out; no Django, no clock, no database, no float.

Read it in the order of SCORING §5: ``score`` (the month) → ``points`` (1) → ``weights`` (3, §6) → ``totals`` (2, 4–8)
→ ``ranking`` (§8). ``plan`` and ``facts`` are what goes in, ``card`` is what comes out.
"""
