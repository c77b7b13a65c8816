"""What is typed: what each key does, when it is committed, where it goes on then."""

import asyncio
from dataclasses import replace

from inspector_app.screens.inspection.answers import answers_of
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
from inspector_app.screens.inspection.stepping import Meaning, Trail
from inspector_app.screens.parts.keypad import BACK, NEXT, PREVIOUS, SIGN, edit_number
from inspector_app.screens.scanner import Undo
from inspector_app.services.inspecting import add_run, record_seal
from inspector_app.services.keypad import find_decimal
from inspector_app.services.views import Place, ReadingField, SealState, Step
from inspector_app.texts.findings import unit_text


class Taking:
    """The keys, one after another: a digit never overtakes the "next" before it."""

    def __init__(self, draft: OpenDraft) -> None:
        self.draft = draft
        self._trail = Trail()
        self._turn = asyncio.Lock()

    async def press(self, key: str) -> Undo:
        """Do what a key of the pad says; returns how to take back all that it did."""
        async with self._turn:
            before, trail, asked = self._standing(), self._trail, self.draft.question
            taken = field.text if (field := self._field()) else ""
            if asked is None and self.draft.place.step is Step.READINGS:
                await self.draft.app.doing(lambda: self._press(key))(None)
            after, raised = self._standing(), self.draft.question
        if key not in (NEXT, PREVIOUS):
            await self._keep()

        async def undo() -> None:
            async with self._turn:
                if after != self._standing():
                    return
                if raised is not asked and self.draft.question is raised:
                    self.draft.ask(asked)
                if before != after:
                    await self.draft.app.doing(lambda: self._put_back(*before, taken))(None)
                self._trail = trail
            await self._keep()

        return undo

    def _standing(self) -> tuple[Place, str | None]:
        return self.draft.place, self.draft.typing.text

    async def _put_back(self, place: Place, typed: str | None, taken: str) -> None:
        """Show again what stood there, and was taken, before a key that was no person's."""
        if self.draft.place != place:
            await self.draft.stand(place)
        field = self._field()
        if field is not None and field.text != taken:
            await self.draft.take(taken, sure=True)
        self._type(typed)

    async def paste(self, pasted: str) -> None:
        """Put a pasted number in the place of what stands in the field; nothing else is taken."""
        number = find_decimal(pasted)
        if number is not None and self._field() is not None:
            async with self._turn:
                self._type(number)
                self._trail = Trail()
            await self._keep()

    async def write(self, number: str) -> None:
        """Note the number of a seal while it is typed."""
        self.draft.typing.text = number
        await self._keep()

    async def write_number(self, number: str) -> None:
        """Put a number in the field that is stood at; "next" takes it."""
        async with self._turn:
            self._type(number)
            self._trail = Trail(waits=True)
        await self._keep()

    async def go_to(self, place: Place) -> None:
        """Leave what is being typed, and with it committed go to another place."""
        async with self._turn:
            await self._leave(place)

    async def go_to_step(self, step: Step) -> None:
        """Leave for another step; the readings keep their field for the way back."""
        if step is self.draft.place.step:
            return
        place = replace(self.draft.place, step=step, typed="")
        if step is Step.READINGS:
            place = enter_readings(self.draft.inspection, place)
        await self.go_to(place)

    async def add_run(self) -> None:
        """Show one run more at this test point and go to its first field."""
        draft = self.draft
        async with self._turn:
            if await self._leave(draft.place):
                await draft.change(add_run, draft.place.point)
                grown = find_point(draft.inspection.points, draft.place.point)
                await draft.stand(enter_point(grown) if grown else draft.place)

    async def _keep(self) -> None:
        await self.draft.app.doing(self.draft.keep)(None)

    def _field(self) -> ReadingField | None:
        return find_field(self.draft.inspection.points, self.draft.place)

    async def _press(self, key: str) -> None:
        draft = self.draft
        field = self._field()
        if field is None:
            return
        meaning, trail = self._trail.meaning(key, draft.place), self._trail
        self._trail = Trail(waits=trail.waits)
        if meaning is Meaning.NOTHING:
            return
        if meaning is Meaning.GO_BACK and trail.left is not None:
            await self._go_back(trail.left)
        elif key == NEXT:
            if not draft.typing.text and not field.text and field.hint:
                draft.typing.text = field.hint
            await self._leave(None)
        elif key == PREVIOUS:
            await self._leave(previous_place(draft.inspection.points, draft.place) or draft.place)
        elif field.kind != "number":
            if key in dict(answers_of(field, draft.app.t)):
                self._type(key)
                await self._leave(None, by_itself=True)
        else:
            await self._edit(key, field, on_taken=meaning is Meaning.GO_ON)

    async def _edit(self, key: str, field: ReadingField, *, on_taken: bool) -> None:
        """Let a key change the number; one that completes it leads to the next field."""
        standing = self.draft.typing.text
        if standing is None:
            standing = field.text if on_taken or key in (BACK, SIGN) else ""
        number, trail = edit_number(standing, key), self._trail
        self._type(number)
        self._trail = trail.typed(standing, number, field.decimals)
        if trail.goes_on(standing, number, field.decimals):
            await self.draft.keep()
            await self._leave(None, by_itself=True)

    async def _go_back(self, place: Place) -> None:
        """Return to the field that was left by itself, and take its last digit away."""
        if self.draft.place != place:
            await self.draft.stand(place)
        field = self._field()
        if field is not None and field.kind == "number":
            await self._edit(BACK, field, on_taken=True)

    def _type(self, text: str | None) -> None:
        self.draft.typing.text = text
        if self.draft.doubt is not None:
            self.draft.doubt = None
            self.draft.redraw()

    async def _leave(
        self, place: Place | None, *, sure: bool = False, by_itself: bool = False
    ) -> bool:
        """Commit what was typed and go; False when a reading is doubted, and stays as typed.

        Without a `place` to the field that comes next, which may depend on what was just taken.
        """
        draft, field, text = self.draft, self._field(), self.draft.typing.text
        left = draft.place
        if draft.place.step is Step.SEALS and text and text.strip():
            seal = draft.place.field
            await draft.change(record_seal, seal, SealState.OTHER_NUMBER, text.strip())
        elif draft.place.step is Step.READINGS and field and text not in (None, field.text):
            await draft.take(text or "", sure=sure)
            if draft.doubt is not None:
                if draft.doubt.can_insist:
                    self._ask_really(field, text or "", place, by_itself=by_itself)
                return False
        place = place or next_place(draft.inspection.points, left) or left
        self._trail = Trail(left, place) if by_itself else Trail()
        await draft.stand(place)
        return True

    def _ask_really(
        self, field: ReadingField, text: str, place: Place | None, *, by_itself: bool
    ) -> None:
        draft, t = self.draft, self.draft.app.t

        async def insist() -> None:
            draft.ask(None)
            async with self._turn:
                await self._leave(place, sure=True, by_itself=by_itself)

        why = t("It is far from what is usual here.")
        if draft.doubt is not None and draft.doubt.code == "unit":
            why = t("It would be usual in another unit.")
        question = t(
            "{label}: really {value} {unit}?",
            label=t.label(field.label), value=t.number(text), unit=unit_text(field.unit, t),
        )  # fmt: skip
        ask(draft, "really", question, why, no=t("Correct it"), yes=t("Yes, it shows that"),
            on_yes=insist)  # fmt: skip
