"""Every process of a portal that a test moved in time starts with that clock (``LivePortal.move_to``).

Python imports this file by itself where the folder stands in ``PYTHONPATH``.
"""

import os
import time

import time_machine

time_machine.travel(time.time() + float(os.environ["KPI_TEST_SECONDS_AHEAD"]), tick=True).start()
