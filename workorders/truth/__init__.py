"""What is true of an order at an instant (SCORING §3), said once, in SQL.

`standing.py` says it of events: state, responsible agent, first response, completion. `credit.py` says whom that
credits and what is excluded. `rows.py` keeps the first on the order's row; `asking.py` asks for one order.
"""
