"""Taking readings: what each key does, when a reading is committed, where it goes on then."""

import asyncio
from dataclasses import replace

from inspector_app.screens.inspection.dialogs import ask
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import (
    enter_readings,
    find_field,
    find_point,
    is_taken,
    next_place,
    previous_place,
)
from inspector_app.screens.parts.keypad import NEXT, PREVIOUS, edit_number, read_pasted
from inspector_app.services.inspecting import add_run
from inspector_app.services.views import Place, ReadingField, Step


class Taking:
    """The keys of the readings, one after another: a digit never overtakes the "next" before it."""

    def __init__(self, draft: OpenDraft) -> None:
        self.draft = draft
        self._turn = asyncio.Lock()

    async def press(self, key: str) -> None:
        """Do what a key says."""
        async with self._turn:
            if self.draft.question is not None or self.draft.place.step is not Step.READINGS:
                return
            await self.draft.app.doing(lambda: self._press(key))()
        if key not in (NEXT, PREVIOUS):
            await self.draft.keep()

    async def paste(self, pasted: str) -> None:
        """Put a pasted number in the place of what stands in the field."""
        number = read_pasted(pasted)
        if number is not None and self._field() is not None:
            async with self._turn:
                self._type(number)
            await self.draft.keep()

    async def go_to(self, place: Place) -> None:
        """Leave the active field, and with its reading taken go to another place."""
        async with self._turn:
            if await self.commit():
                await self.draft.stand(place)

    async def go_to_step(self, step: Step) -> None:
        """Leave the active field for a step; the readings keep their field for the way back."""
        place = replace(self.draft.place, step=step, typed="")
        if step is Step.READINGS:
            place = enter_readings(self.draft.inspection, place)
        await self.go_to(place)

    async def commit(self, *, sure: bool = False) -> bool:
        """Take what was typed; False when it is doubted, and the inspector is asked."""
        draft, field = self.draft, self._field()
        text = draft.typing.text
        if draft.place.step is not Step.READINGS or field is None or text is None:
            return True
        if text == field.text:
            return True
        if await draft.take(text, sure=sure):
            return True
        if draft.doubt is not None and draft.doubt.can_insist:
            self._ask_really(field, text)
        return False

    def _field(self) -> ReadingField | None:
        return find_field(self.draft.inspection.points, self.draft.place)

    async def _press(self, key: str) -> None:
        if key == NEXT:
            await self._go_on()
        elif key == PREVIOUS:
            if await self.commit():
                before = previous_place(self.draft.inspection.points, self.draft.place)
                await self.draft.stand(before or self.draft.place)
        elif field := self._field():
            standing = self.draft.typing.text
            fresh = field.text if key == "back" else ""
            self._type(edit_number(fresh if standing is None else standing, key))

    def _type(self, text: str) -> None:
        self.draft.typing.text = text
        if self.draft.doubt is not None:
            self.draft.doubt = None
            self.draft.redraw()

    async def _go_on(self) -> None:
        draft, field = self.draft, self._field()
        if field and draft.typing.text is None and not field.text and field.hint:
            draft.typing.text = field.hint
        if await self.commit():
            await self._go_to_next()

    async def _go_to_next(self) -> None:
        draft = self.draft
        after = next_place(draft.inspection.points, draft.place)
        if after is None and self._another_run_is_wanted():
            await draft.change(add_run, draft.place.point)
            after = next_place(draft.inspection.points, draft.place)
        await draft.stand(after or draft.place)

    def _another_run_is_wanted(self) -> bool:
        point = find_point(self.draft.inspection.points, self.draft.place.point)
        return (
            point is not None
            and len(point.runs) < point.runs_wanted
            and all(is_taken(run) for run in point.runs)
        )

    def _ask_really(self, field: ReadingField, text: str) -> None:
        draft = self.draft
        t, doubt = draft.app.t, draft.doubt

        async def insist() -> None:
            draft.ask(None)
            async with self._turn:
                if await self.commit(sure=True):
                    await self._go_to_next()

        ask(
            draft,
            "really",
            t("{label}: really {value} {unit}?", label=t.label(field.label),
              value=t.number(text), unit=field.unit),
            t.label(doubt.message) if doubt else "",
            no=t("Correct it"),
            yes=t("Yes, that is what it shows"),
            on_yes=insist,
        )  # fmt: skip
