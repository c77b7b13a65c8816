"""What is typed: what each key does, when it is committed, where it goes on then."""

import asyncio
from dataclasses import replace

from inspector_app.screens.inspection.dialogs import ask
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.inspection.places import (
    enter_point,
    enter_readings,
    find_field,
    find_point,
    next_place,
    previous_place,
)
from inspector_app.screens.parts.keypad import BACK, NEXT, PREVIOUS, edit_number
from inspector_app.services.inspecting import add_run, record_seal
from inspector_app.services.keypad import find_decimal
from inspector_app.services.views import Place, ReadingField, SealState, Step


class Taking:
    """The keys, one after another: a digit never overtakes the "next" before it."""

    def __init__(self, draft: OpenDraft) -> None:
        self.draft = draft
        self._turn = asyncio.Lock()

    async def press(self, key: str) -> None:
        """Do what a key of the pad says."""
        async with self._turn:
            if self.draft.question is not None or self.draft.place.step is not Step.READINGS:
                return
            await self.draft.app.doing(lambda: self._press(key))(None)
        if key not in (NEXT, PREVIOUS):
            await self.draft.keep()

    async def paste(self, pasted: str) -> None:
        """Put a pasted number in the place of what stands in the field; nothing else is taken."""
        number = find_decimal(pasted)
        if number is not None and self._field() is not None:
            async with self._turn:
                self._type(number)
            await self.draft.keep()

    async def write(self, number: str) -> None:
        """Note the number of a seal while it is typed."""
        self.draft.typing.text = number
        await self.draft.keep()

    async def go_to(self, place: Place) -> None:
        """Leave what is being typed, and with it committed go to another place."""
        async with self._turn:
            if await self.commit():
                await self.draft.stand(place)

    async def go_to_step(self, step: Step) -> None:
        """Leave for a step; the readings keep their field for the way back."""
        place = replace(self.draft.place, step=step, typed="")
        if step is Step.READINGS:
            place = enter_readings(self.draft.inspection, place)
        await self.go_to(place)

    async def add_run(self) -> None:
        """Show one run more at this test point and go to its first field."""
        async with self._turn:
            if await self.commit():
                await self.draft.change(add_run, self.draft.place.point)
                grown = find_point(self.draft.inspection.points, self.draft.place.point)
                await self.draft.stand(enter_point(grown) if grown else self.draft.place)

    async def commit(self, *, sure: bool = False) -> bool:
        """Take what was typed; False when a reading is doubted, and the inspector is asked."""
        draft, text = self.draft, self.draft.typing.text
        if text is None:
            return True
        if draft.place.step is Step.SEALS and text.strip():
            position = draft.place.field
            await draft.change(record_seal, position, SealState.OTHER_NUMBER, text.strip())
        field = self._field()
        if draft.place.step is not Step.READINGS or field is None or text == field.text:
            return True
        if await draft.take(text, sure=sure):
            return True
        if draft.doubt is not None and draft.doubt.can_insist:
            self._ask_really(field, text)
        return False

    def _field(self) -> ReadingField | None:
        return find_field(self.draft.inspection.points, self.draft.place)

    async def _press(self, key: str) -> None:
        field = self._field()
        if field is None:
            return
        if key == NEXT:
            await self._go_on(field)
        elif key == PREVIOUS:
            if await self.commit():
                before = previous_place(self.draft.inspection.points, self.draft.place)
                await self.draft.stand(before or self.draft.place)
        else:
            standing = self.draft.typing.text
            if standing is None:
                standing = field.text if key == BACK else ""
            self._type(edit_number(standing, key))

    def _type(self, text: str) -> None:
        self.draft.typing.text = text
        if self.draft.doubt is not None:
            self.draft.doubt = None
            self.draft.redraw()

    async def _go_on(self, field: ReadingField) -> None:
        typing = self.draft.typing
        if not typing.text and not field.text and field.hint:
            typing.text = field.hint
        if await self.commit():
            await self._go_to_next()

    async def _go_to_next(self) -> None:
        after = next_place(self.draft.inspection.points, self.draft.place)
        await self.draft.stand(after or self.draft.place)

    def _ask_really(self, field: ReadingField, text: str) -> None:
        draft, t = self.draft, self.draft.app.t

        async def insist() -> None:
            draft.ask(None)
            async with self._turn:
                if await self.commit(sure=True):
                    await self._go_to_next()

        why = t("It is far from what is usual here.")
        if draft.doubt is not None and draft.doubt.code == "unit":
            why = t("It would be usual in another unit.")
        question = t(
            "{label}: really {value} {unit}?",
            label=t.label(field.label), value=t.number(text), unit=field.unit,
        )  # fmt: skip
        ask(draft, "really", question, why, no=t("Correct it"), yes=t("Yes, it shows that"),
            on_yes=insist)  # fmt: skip
