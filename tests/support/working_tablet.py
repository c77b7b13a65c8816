"""A tablet's process that works until it is killed: it says what is saved, line by line.

`python -m tests.support.working_tablet FOLDER readings|records|photos` prints a line for every
thing that the services returned from, that is, for everything a screen would show as saved.
"""

import itertools
import sys
from pathlib import Path

from inspector_app.services import finishing, inspecting, photographing
from inspector_app.services.opening import Tablet
from tests.support.registry import PUMP, open_city
from tests.support.visits import POINT, fill_in


def take_readings(tablet: Tablet) -> None:
    """Change one field again and again."""
    draft_id = inspecting.begin(tablet, PUMP)
    for number in itertools.count():
        text = f"20.{number:05}"
        inspecting.take_reading(tablet, draft_id, POINT, 0, "indicated_L", text)
        say(f"{draft_id} {text}")


def seal_records(tablet: Tablet) -> None:
    """Inspect and seal, one after the other."""
    while True:
        draft_id = inspecting.begin(tablet, PUMP)
        fill_in(tablet, draft_id)
        line = finishing.seal_draft(tablet, draft_id)
        say(f"{line.record_id} {line.sha256}")


def add_photos(tablet: Tablet) -> None:
    """Photograph one thing after the other."""
    draft_id = inspecting.begin(tablet, PUMP)
    for number in itertools.count():
        data = b"\xff\xd8\xff\xe0" + b"%d" % number * 5000
        shown = photographing.add_photo(tablet, draft_id, data)
        say(" ".join([draft_id, *(photo.sha256 for photo in shown.photos)][-3:]))


def say(line: str) -> None:
    """Tell what is saved, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work = {"readings": take_readings, "records": seal_records, "photos": add_photos}
    work[sys.argv[2]](open_city(Path(sys.argv[1])))
