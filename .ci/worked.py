"""Write down how every case is explained now; the difference is to be read before a commit."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.worked import explain, worked_cases  # noqa: E402

told = {name: explain(document) for name, document in worked_cases()}
text = json.dumps(told, indent=1, ensure_ascii=False)
(ROOT / "tests" / "metrology" / "worked.json").write_text(text + "\n", encoding="utf-8")
