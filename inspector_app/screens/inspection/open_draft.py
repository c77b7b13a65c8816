"""The draft that is being worked on: its services one after another, in the order of the taps."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Concatenate, ParamSpec

import flet as ft

from inspector_app.errors import StorageTrouble
from inspector_app.screens.inspection.places import enter_readings
from inspector_app.screens.state import App
from inspector_app.services.inspecting import stand_at, take_reading, write_note
from inspector_app.services.noting import note
from inspector_app.services.photographing import write_caption
from inspector_app.services.replacing import write_replacement
from inspector_app.services.views import (
    Doubt,
    Inspection,
    Place,
    ReplacedSeal,
    SealedLine,
    Signing,
    Step,
    Taken,
)

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

P = ParamSpec("P")
Change = Callable[Concatenate["Tablet", str, P], Inspection]
Build = Callable[[], ft.DialogControl]


class Scanning(Enum):
    """What the camera in the seal step looks for."""

    SEAL = "seal"  # the one that hangs there
    NEW_SEAL = "new_seal"  # the one that is put on in its place


@ft.observable
@dataclass
class Typing:
    """What stands in the active field; None until a key was pressed there.

    Apart from the draft, so that a key redraws its field and nothing else.
    """

    text: str | None = None


class OpenDraft:
    """What the steps of one inspection share; every change of it redraws the screen."""

    def __init__(self, app: App, inspection: Inspection, redraw: Callable[[], None]) -> None:
        self.app = app
        self.inspection = inspection
        self.place = inspection.place
        self.typing = Typing(inspection.place.typed or None)
        self.doubt: Doubt | None = None
        self.saved = True
        self.filming = False
        self.marking: str | None = None
        self.scanning: Scanning | None = None
        self.sealing = False
        self.signer = ""  # the key of who signs on the screen now
        self._signing: tuple[Inspection, Signing] | None = None
        self.sealed: SealedLine | None = None
        self.question: Build | None = None
        self.sheet: Build | None = None
        self.roaming = False  # Tab led the focus away: Enter presses what it stands on
        self._redraw = redraw
        self._turn = asyncio.Lock()
        self._kept = inspection.place
        self._note = inspection.note
        self._caption = ("", "")
        self._replacement: ReplacedSeal | None = None
        self.unfolded: set[str] = {inspection.place.field}  # groups that stand open
        self.entries_turn = 0  # how often entries were written by something else than typing
        self._noted: dict[str, str] = {}
        if self.place.step is Step.READINGS:
            self.place = enter_readings(inspection, self.place)

    @property
    def id(self) -> str:
        """The draft's id."""
        return self.inspection.draft_id

    @property
    def signing(self) -> Signing | None:
        """Who has signed what stands in the draft now; None until that was looked up."""
        of, signing = self._signing or (None, None)
        return signing if of == self.inspection else None

    def note_signing(self, of: Inspection, signing: Signing) -> None:
        """Keep who has signed the draft as it stood, and show it."""
        self._signing = (of, signing)
        self.redraw()

    def redraw(self) -> None:
        """Show what changed."""
        self._redraw()

    @property
    def is_covered(self) -> bool:
        """Whether a question or a sheet lies over the screen."""
        return self.question is not None or self.sheet is not None

    def roam(self, *, roaming: bool) -> None:
        """Note whether the focus was led away from the readings, or is to come back."""
        if roaming is not self.roaming:
            self.roaming = roaming
            self.redraw()

    async def change(self, service: Change[P], *args: P.args, **kwargs: P.kwargs) -> None:
        """Let a service change the draft, then show the draft as it lies on the disk."""
        async with self._turn:
            self.inspection = await self.app.call(service, self.id, *args, **kwargs)
        self.saved = True
        self.redraw()

    async def take(self, text: str, *, sure: bool) -> None:
        """Take the reading of the active field; `doubt` then says why it was not stored."""
        at = self.place
        async with self._turn:
            taken: Taken = await self.app.call(
                take_reading, self.id, at.point, at.run, at.field, text, sure=sure
            )
        self.inspection, self.doubt = taken.inspection, taken.doubt
        if taken.doubt is None:
            self.typing.text = None
        self.redraw()

    async def write_note(self, words: str) -> None:
        """Keep the note; while letters come faster than the disk, only the newest is written."""
        self._note = words
        async with self._turn:
            if words == self._note:
                self.inspection = await self.app.call(write_note, self.id, words)

    async def write_caption(self, sha256: str, words: str) -> None:
        """Keep the caption of a photo while it is typed; only the newest is written."""
        self._caption = (sha256, words)
        async with self._turn:
            if (sha256, words) == self._caption:
                self.inspection = await self.app.call(write_caption, self.id, sha256, words)

    async def write_replacement(self, position: str, told: ReplacedSeal) -> None:
        """Keep how a seal was replaced while it is typed; only the newest is written."""
        self._replacement = told
        async with self._turn:
            if told is self._replacement:
                self.inspection = await self.app.call(write_replacement, self.id, position, told)

    async def write_entry(self, item: str, words: str) -> None:
        """Keep an entry while it is typed; of one entry only the newest text is written.

        The screen is drawn anew only where something else than the text changed.
        """
        self._noted[item] = words
        async with self._turn:
            if words != self._noted.get(item):
                return
            before = self._standing(item)
            self.inspection = await self.app.call(note, self.id, item, words)
        if self._standing(item) != before:
            self.redraw()

    def _standing(self, item: str) -> tuple[bool, str, bool] | None:
        found = (entry for entry in self.inspection.entries if entry.id == item)
        return next(((one.differs, one.fault, bool(one.text)) for one in found), None)

    async def fill_entries(self, service: Change[P], *args: P.args, **kwargs: P.kwargs) -> None:
        """Let a service write entries; the fields show what stands there now."""
        self.entries_turn += 1
        await self.change(service, *args, **kwargs)

    async def fold(self, group_id: str) -> None:
        """Open a group, or fold it; a group that stands open is open again after a kill."""
        is_open = group_id in self.unfolded
        self.unfolded ^= {group_id}
        await self.stand(replace(self.place, field="" if is_open else group_id, typed=""))

    def scan(self, scanning: "Scanning | None") -> None:
        """Open the camera for a seal, or close it with None."""
        self.scanning = scanning
        self.redraw()

    def mark(self, sha256: str | None) -> None:
        """Open a photo to draw on, or close it with None."""
        self.marking = sha256
        self.redraw()

    async def stand(self, place: Place) -> None:
        """Go to a place of the draft and remember it."""
        self.place, self.doubt, self.roaming = place, None, False
        if place.step is not Step.SEALS:
            self.scanning = None
        self.typing.text = None
        self.redraw()
        await self.keep()

    async def keep(self) -> None:
        """Write down where we stand and what is being typed; only the newest state is written.

        Trouble with the disk shows in the bar: a sentence at every key would hide the readings.
        """
        try:
            async with self._turn:
                wanted = replace(self.place, typed=self.typing.text or "")
                if wanted != self._kept:
                    await self.app.call(stand_at, self.id, wanted)
                    self._kept = wanted
        except StorageTrouble:
            self._note_saved(saved=False)
        else:
            self._note_saved(saved=True)

    def _note_saved(self, *, saved: bool) -> None:
        if saved is not self.saved:
            self.saved = saved
            self.redraw()

    def ask(self, question: Build | None) -> None:
        """Open a question over the screen, or close it with None."""
        self.question = question
        self.redraw()

    def open_sheet(self, sheet: Build | None) -> None:
        """Open a sheet at the foot of the screen, or close it with None."""
        self.sheet = sheet
        self.redraw()
