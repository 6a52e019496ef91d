"""Python's garbage collector in processes that load a whole portal and then live long."""

import gc


def rest_while_loading() -> None:
    """Collect nothing until ``spare_what_is_loaded``: what loads stays, and walking through it again and again is a
    fifth of a program's start."""
    gc.disable()


def spare_what_is_loaded(thresholds: tuple[int, int, int] = (10_000, 20, 20)) -> None:
    """Put all objects that stand now out of the collector's sight, and let it look less often than Python would: a page
    that lists a thousand people makes enough objects for a walk through everything."""
    gc.freeze()
    gc.set_threshold(*thresholds)
    gc.enable()
