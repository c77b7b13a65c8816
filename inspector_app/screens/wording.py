"""Codes in words: what happened, what is safe, what to do next. One sentence a code."""

from collections.abc import Callable

from inspector_app.services.views import InstrumentState, SealState, Step
from inspector_app.texts.catalogue import Texts

Sentence = Callable[[Texts], str]


def trouble_sentence(code: str, t: Texts) -> str:
    """Word a trouble by its stable code; an unknown one still says what is safe."""
    return _TROUBLES.get(code, _unknown)(t) if code else ""


def _unknown(t: Texts) -> str:
    return t("Something went wrong. What was shown as saved is safe. Please try again.")


_TROUBLES: dict[str, Sentence] = {
    "offline": lambda t: t(
        "The server cannot be reached. Everything waits on this tablet. Try again with a network."
    ),
    "captive_portal": lambda t: t(
        "The network answered instead of the server. Log in to the network, then sync again."
    ),
    "revoked": lambda t: t(
        "The office has revoked this tablet. Nothing is lost: hand the tablet in at the office."
    ),
    "server_trouble": lambda t: t(
        "The server is in trouble. Everything waits on this tablet. Try again later."
    ),
    "tls": lambda t: t(
        "The server's identity could not be confirmed. Nothing was sent. Tell the office."
    ),
    "stopped": lambda t: t("The sync was stopped. What was not sent waits on this tablet."),
    "storage": lambda t: t(
        "This tablet cannot write. What was shown as saved is safe. Free some space, try again."
    ),
    "disk_full": lambda t: t(
        "This tablet is full. What was shown as saved is safe. Free some space, then try again."
    ),
    "io": lambda t: t(
        "This tablet's storage failed. What was shown as saved is safe. Restart, then try again."
    ),
    "protocol_too_old": lambda t: t(
        "This app is too old for the server. Everything waits on this tablet. Update the app."
    ),
    "clock": lambda t: t("This tablet's clock is wrong. Set date and time, then try again."),
    "not_enrolled": lambda t: t("This tablet is not enrolled. Enrol it with a code of the office."),
    "code_unknown": lambda t: t(
        "The server does not know this code. Ask the office for a new one."
    ),
    "code_expired": lambda t: t("This code has expired. Ask the office for a new one."),
    "code_used": lambda t: t("This code was used already. Ask the office for a new one."),
    "not_found": lambda t: t("It is not on this tablet. Sync, then try again."),
    "no_rule": lambda t: t("No rule for this kind of instrument is on this tablet yet."),
    "officers": lambda t: t("Two officers must be chosen before the record is sealed."),
    "not_ready": lambda t: t("Something is still open. Complete it, then try again."),
    "not_a_picture": lambda t: t("This file is no picture that can be read. Choose another."),
    "picture_damaged": lambda t: t("This picture is damaged. Choose another."),
    "no_decoder": lambda t: t("No reader for tags is installed here. Type the id instead."),
    "picture_too_large": lambda t: t("This picture is too large. Choose a smaller one."),
}

TROUBLE_CODES = tuple(_TROUBLES)


def kind_word(kind: str, t: Texts) -> str:
    """Name a kind of instrument or site."""
    words: dict[str, Sentence] = {
        "fuel_dispenser": lambda t: t("Fuel dispenser"),
        "scale": lambda t: t("Scale"),
        "water_meter": lambda t: t("Water meter"),
        "gas_meter": lambda t: t("Gas meter"),
        "heat_meter": lambda t: t("Heat meter"),
        "electricity_meter": lambda t: t("Electricity meter"),
        "eye_refractometer": lambda t: t("Eye refractometer"),
        "focimeter": lambda t: t("Focimeter"),
        "fuel_station": lambda t: t("Fuel station"),
        "market": lambda t: t("Market"),
        "supermarket": lambda t: t("Supermarket"),
        "optician": lambda t: t("Optician"),
        "utility": lambda t: t("Utility"),
    }
    return words[kind](t) if kind in words else t("Other")


def product_word(product: str, t: Texts) -> str:
    """Name a product of a dispenser."""
    words: dict[str, Sentence] = {
        "petrol": lambda t: t("Petrol"),
        "diesel": lambda t: t("Diesel"),
        "kerosene": lambda t: t("Kerosene"),
    }
    return words[product](t) if product in words else product


def phase_word(phase: str, t: Texts) -> str:
    """Name the occasion of an inspection."""
    words: dict[str, Sentence] = {
        "initial": lambda t: t("Initial verification"),
        "subsequent": lambda t: t("Subsequent verification"),
        "in_service": lambda t: t("In-service inspection"),
        "spot_check": lambda t: t("Spot check"),
        "acceptance": lambda t: t("Acceptance"),
        "maintenance": lambda t: t("Maintenance"),
    }
    return words[phase](t) if phase in words else phase


def state_word(state: InstrumentState, t: Texts) -> str:
    """Name how an instrument stands today."""
    words: dict[InstrumentState, Sentence] = {
        InstrumentState.DUE: lambda t: t("Due"),
        InstrumentState.NOT_DUE: lambda t: t("Not due"),
        InstrumentState.IN_PROGRESS: lambda t: t("In progress"),
        InstrumentState.PASSED: lambda t: t("Pass"),
        InstrumentState.FAILED: lambda t: t("Fail"),
        InstrumentState.INCOMPLETE: lambda t: t("Incomplete"),
        InstrumentState.OVERDUE: lambda t: t("Certificate expired"),
    }
    return words[state](t)


def seal_word(state: SealState, t: Texts) -> str:
    """Name how a seal was found."""
    words: dict[SealState, Sentence] = {
        SealState.INTACT: lambda t: t("Intact"),
        SealState.BROKEN: lambda t: t("Broken"),
        SealState.MISSING: lambda t: t("Missing"),
        SealState.OTHER_NUMBER: lambda t: t("Other number"),
    }
    return words[state](t)


def step_word(step: Step, t: Texts) -> str:
    """Name a step of an inspection."""
    words: dict[Step, Sentence] = {
        Step.SEALS: lambda t: t("Seals"),
        Step.READINGS: lambda t: t("Readings"),
        Step.CHECKS: lambda t: t("Checks"),
        Step.OUTCOME: lambda t: t("Outcome"),
        Step.SIGNATURES: lambda t: t("Officers"),
    }
    return words[step](t)
