"""Stage the tablet's half, and nothing else, as the folder that `flet build` packs.

`flet build` wants a `main.py` and `assets/` in the root of what it packs. The server's code stays
off the tablets. Then: `flet build apk build/app`.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MAIN = '''"""Where a native build starts."""

from inspector_app.app import open_native

open_native()
'''


def main(target: Path) -> None:
    """Make `target` anew."""
    shutil.rmtree(target, ignore_errors=True)
    without_caches = shutil.ignore_patterns("__pycache__")
    for part in ("inspector_app", "sync/protocol", "sync/client", "assets"):
        shutil.copytree(ROOT / part, target / part, ignore=without_caches)
    shutil.copy(ROOT / "sync" / "__init__.py", target / "sync")
    shutil.copy(ROOT / "pyproject.toml", target)
    (target / "main.py").write_text(MAIN, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
