"""Stop the embedded servers and remove what the portal wrote into its home, but not the prepared fonts."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kpi_portal import embedded

KEPT = {"fonts", "static", "test"}


def main() -> None:
    """Forget the home that the environment names."""
    home = embedded.home_from_environment()
    embedded.forget(home)
    for path in home.iterdir() if home.exists() else ():
        if path.name in KEPT:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    print(f"• Forgot everything in {home} (the fonts stay).")


if __name__ == "__main__":
    main()
