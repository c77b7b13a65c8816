"""One simulated history: a seed decides what people do and what breaks; then all faults stop.

`run_history(world, seed)` raises `Broken`, which names the seed, when a promise is not kept.
"""

import shutil
from dataclasses import dataclass, field
from random import Random
from typing import Any

from inspector_app.errors import NotReady, StorageTrouble
from inspector_app.services.recording import Source, record_all
from sync.protocol import record as record_module
from tests.faults.simulation.fate import Killed
from tests.faults.simulation.promises import (
    Broken,
    check_everything,
    check_safe,
    check_tablet,
    hold,
    is_settled,
    rows_of,
)
from tests.faults.simulation.wire import FAULTS, Weather
from tests.faults.simulation.world import POISONS, SimTablet, World
from tests.support.registry import METER, PUMP, SCALE, instrument
from tests.support.visits import inspection_document

ROUNDS = 4
"""So many syncs of each tablet are enough to empty its queue when nothing fails any more."""

MOST_REFUSALS = 3 * 3 + ROUNDS
"""A batch three times, its halves three times each, then the record alone once a sync."""

A_MONTH_S = 31 * 86_400
"""So long after it was received a photo may leave."""

JUMPS_S = (864_000, -86_000, 3600, -3600, 59, -1)


@dataclass
class History:
    """What has happened so far in one history."""

    world: World
    seed: int
    chance: Random
    events: list[str] = field(default_factory=list)
    backups: int = 0
    restored: bool = False
    cloned: bool = False

    def tell(self, event: str) -> None:
        """Note an event."""
        self.events.append(event)


def run_history(world: World, seed: int) -> History:
    """Live through the history of a seed. Raises Broken when a promise does not hold."""
    chance = Random(seed)
    history = History(world, seed, chance)
    world.begin(Random(chance.random()), tablets=chance.choice((1, 1, 1, 2)))
    backup = world.first
    try:
        world.network.weather = _weather(chance)
        if chance.random() < 0.2:
            world.forget_registry(world.tablets[0])
        for _ in range(chance.choice((1, 2, 2, 3, 3, 4, 8))):
            what = chance.choices(list(_EVENTS), [share for share, _ in _EVENTS.values()])[0]
            if what == "backup":
                if backup is not world.first:
                    backup.close()
                backup = world.snapshot()
            elif what == "restored":
                _restore(history, backup)
            elif what == "database replaced":
                _replace(history, backup)
            else:
                _EVENTS[what][1](history, chance.choice(world.tablets))
            history.tell(what)
        _calm(history)
        check_everything(world, restored=history.restored, cloned=history.cloned)
    except (Broken, AssertionError) as broken:
        raise Broken(
            f"seed {seed}: {broken}\nevents: {history.events}\nfaults: {world.network.struck}"
        ) from broken
    finally:
        if backup is not world.first:
            backup.close()
    return history


def _weather(chance: Random) -> Weather:
    """Choose which faults there are in this history, and how bad it is."""
    kinds = chance.sample(FAULTS, chance.randint(1, 6))
    badness = chance.choice((0.1, 0.25, 0.5, 0.8))
    return Weather({kind: badness / len(kinds) for kind in kinds})


def _record(history: History, tablet: SimTablet, **content: Any) -> None:
    """Seal a finished inspection; the tablet says so only when it is saved."""
    chance, world = history.chance, history.world
    photos = []
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        name = f"{chance.randrange(6)}.jpg"
        path = world.folder / name
        path.write_bytes(b"\xff\xd8\xff\xe0" + name.encode() * chance.choice((1, 2, 400)))
        photos.append({"path": name, "caption": f"photo {name}"})
    document = inspection_document(
        id=str(world.uuid4()), photos=photos, note=f"第 {len(history.events)} 次", **content
    )
    if chance.random() < 0.15:
        tablet.fate.strike_after(chance.randrange(3))
    try:
        lines = record_all(tablet.running(), [Source(document, world.folder)])
    except Killed:
        tablet.end()
    except (StorageTrouble, NotReady) as trouble:
        if not tablet.fate.full and trouble.code != "clock":
            raise Broken(f"1: sealing failed without a fault: {trouble}") from trouble
    else:
        tablet.said.update((line.record_id, line.sha256) for line in lines)
    tablet.fate.strike_after(None)


def _record_seals(history: History, tablet: SimTablet) -> None:
    number = f"N{history.chance.randrange(100)}"
    change = {"position": "transducer", "removed": "A100", "applied": number,
              "reason": "broken", "note": ""}  # fmt: skip
    _record(history, tablet, seal_changes=[change])


def _record_newer(history: History, tablet: SimTablet) -> None:
    """Seal in a version of the app whose records are newer than this server."""
    known = record_module.SCHEMA
    record_module.SCHEMA = known + 1
    try:
        _record(history, tablet)
    finally:
        record_module.SCHEMA = known


def _sync(history: History, tablet: SimTablet) -> None:
    if history.chance.random() < 0.25:
        tablet.fate.strike_after(history.chance.randrange(30))
    report = tablet.sync()
    tablet.fate.strike_after(None)
    if report is not None and not report.problem:
        check_safe(history.world, tablet)
    check_tablet(history.world, tablet, restored=history.restored)


def _kill(history: History, tablet: SimTablet) -> None:
    tablet.end()


def _change_registry(history: History, tablet: SimTablet) -> None:
    chance = history.chance
    pump = chance.choice(("I0", "I1", "I2", "I3", METER))
    body = None if chance.random() < 0.3 else instrument(pump, serial=f"S{chance.randrange(99)}")
    history.world.change_office(("instruments", pump, body))
    if chance.random() < 0.4:  # more than a page
        flood = [("instruments", f"J{n}", instrument(f"J{n}", serial=pump)) for n in range(17)]
        history.world.change_office(*flood)
    if chance.random() < 0.2:
        history.world.change_office(("worklist", SCALE, None), ("worklist", PUMP, {
            "instrument_id": PUMP, "due_on": "2026-12-01", "assigned_to": "", "reason": "due",
        }))  # fmt: skip


def _let_late_ones_in(history: History, tablet: SimTablet) -> None:
    history.world.deliver_late()


def _pass_time(history: History, tablet: SimTablet) -> None:
    seconds = history.chance.choice((60, 3700, 86_400, 8 * 86_400, A_MONTH_S, A_MONTH_S))
    history.world.pass_time(seconds)
    if seconds == A_MONTH_S:
        _sync(history, tablet)


def _jump(history: History, tablet: SimTablet) -> None:
    tablet.clock.move(seconds=history.chance.choice(JUMPS_S))


def _fill_disk(history: History, tablet: SimTablet) -> None:
    tablet.fate.full = not tablet.fate.full


def _poison(history: History, tablet: SimTablet) -> None:
    """From now on something between tablet and server refuses one record for what is in it."""
    if tablet.said:
        history.world.network.poison = {history.chance.choice(sorted(tablet.said))}


def _revoke(history: History, tablet: SimTablet) -> None:
    history.world.revoke(history.chance.choice(("2026-11-23T00:00:00.000Z", None)))


def _restart_server(history: History, tablet: SimTablet) -> None:
    history.world.restart_server()


def _clone(history: History, tablet: SimTablet) -> None:
    if not history.cloned:
        history.cloned = True
        history.world.clone()


def _restore(history: History, backup: Any) -> None:
    """Put an old backup in the server's place, perhaps with the files of that day."""
    history.restored = True
    history.backups += 1
    history.world.restore(backup, f"epoch {history.backups + 1}")
    if history.chance.random() < 0.5:
        shutil.rmtree(history.world.folder / "files", ignore_errors=True)
    history.world.restart_server()


def _replace(history: History, backup: Any) -> None:
    """Put an old copy in the place of the database, as nobody should; the server starts anew."""
    history.restored = True
    history.world.replace_database(backup)
    history.world.restart_server()


def _poison_row(history: History, tablet: SimTablet) -> None:
    """Let the office's data hold a row that no tablet can store, or take it out again."""
    chance = history.chance
    kind, row_id, body = chance.choice(POISONS)
    history.world.poison_row(kind, row_id, None if chance.random() < 0.25 else body)


_EVENTS: dict[str, Any] = {
    "record": (22, _record), "sync": (32, _sync), "seals": (4, _record_seals),
    "newer": (2, _record_newer), "kill": (3, _kill), "registry": (8, _change_registry),
    "late": (6, _let_late_ones_in), "time": (6, _pass_time), "jump": (3, _jump),
    "disk": (2, _fill_disk), "poison": (2, _poison), "revoke": (2, _revoke),
    "server": (3, _restart_server), "clone": (2, _clone), "backup": (4, None),
    "restored": (2, None), "database replaced": (2, None), "poisoned row": (3, _poison_row),
}  # fmt: skip


def _live_with_poison(world: World) -> None:
    """While one record is refused for ever, the others get through, and it is not sent for ever."""
    for tablet in world.tablets:
        world.network.refusals = 0
        for _ in range(ROUNDS):
            tablet.sync()
        waiting = {row["id"] for row in rows_of(tablet) if row["state"] == "sealed"}
        hold("9", waiting <= world.network.poison, f"{waiting} wait for {world.network.poison}")
        hold("9", world.network.refusals <= MOST_REFUSALS, f"{world.network.refusals} refusals")
    world.network.poison = set()


def _calm(history: History) -> None:
    """Let every fault stop; then a few syncs must be enough."""
    world = history.world
    world.network.weather = Weather()
    world.revoke(None)
    for tablet in world.tablets:
        tablet.fate.full = False
        tablet.fate.strike_after(None)
    if world.network.poison:
        _live_with_poison(world)
    world.deliver_late()
    for tablet in world.tablets:
        for _ in range(ROUNDS):
            report = tablet.sync()
            if report and not report.problem and is_settled(tablet, restored=history.restored):
                break
        else:
            raise Broken(f"6: after {ROUNDS} syncs without faults: {report}")
    for tablet in world.tablets[:-1]:  # what the others sent since, it has not heard yet
        report = tablet.sync()
        assert report and not report.problem, f"6: {report}"
