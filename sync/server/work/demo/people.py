"""The officers of the demo city; their names are the placeholders of textbooks."""

from datetime import date, timedelta
from random import Random

from sync.server.work.demo.rows import Row

NAMES = ("赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己")
ENDS_SOON_DAYS = 20


def build_officers(rng: Random, today: date) -> tuple[Row, ...]:
    """Build six officers; the certificate of the last one ends soon."""
    officers = []
    for number, name in enumerate(NAMES, 1):
        days = rng.randint(200, 1500)
        left = timedelta(days=ENDS_SOON_DAYS if number == len(NAMES) else days)
        officers.append(
            {
                "officer_id": f"O-{number:02}",
                "name": name,
                "certificate": f"SL-ZF-{number:04}",
                "valid_until": (today + left).isoformat(),
                "role": "组长" if number == 1 else "检查人员",
            }
        )
    return tuple(officers)
