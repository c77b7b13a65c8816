"""What a scan is answered with, in words."""

from inspector_app.services.views import ScanKind, ScanResult
from inspector_app.texts.catalogue import Texts

LONGEST_SHOWN = 60


def scan_sentence(result: ScanResult, t: Texts) -> str:
    """Say what was read, why it opens nothing, and what to do."""
    read = result.text
    if len(read) > LONGEST_SHOWN:
        read = read[: LONGEST_SHOWN - 1] + "…"
    if result.kind is ScanKind.NOT_REGISTERED:
        return t(
            "{read} is a tag of ours, but this instrument is not on this tablet. "
            "Sync, or search for it.",
            read=read,
        )
    if result.kind is ScanKind.MISTYPED:
        return t("{read} has a wrong character. Compare it with the label.", read=read)
    if result.kind is ScanKind.SEAL:
        return t(
            "This is the seal {number}. Scan the tag of the instrument.", number=result.id or read
        )
    if result.kind is ScanKind.ENROLMENT:
        return t("This code enrols a tablet. This tablet is enrolled already.")
    if result.kind is ScanKind.UNSURE:
        return t("Read: {read}. Its beginning may be missing. Scan it again.", read=read)
    if result.kind is ScanKind.NOTHING:
        return t("No tag was found in this picture. Come closer, avoid glare, or type the id.")
    return t("Read: {read}. This is not a tag of ours. Look for the office's label.", read=read)
