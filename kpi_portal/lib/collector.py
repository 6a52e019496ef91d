"""Python's garbage collector in processes that live long."""

import gc


def spare_what_is_loaded(thresholds: tuple[int, int, int] = (10_000, 20, 20)) -> None:
    """Put all objects that stand now out of the collector's sight, and let it look less often than Python would: a page
    that lists a thousand people makes enough objects for a walk through everything."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*thresholds)
