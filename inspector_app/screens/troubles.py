"""What to say for every stable code: what happened, what is safe, what to do next."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts

Sentence = Callable[[Texts], str]


def unknown(t: Texts) -> str:
    """Say what is safe where the code is none of ours."""
    return t("Something went wrong. What was shown as saved is safe. Please try again.")


def key_lost_sentence(t: Texts) -> str:
    """Say that the key is lost, what is safe, and what to do next."""
    return t(
        "This tablet has lost the key to its sealed records. Nothing is lost: save what waits to "
        "a file on the sync screen and hand the tablet in. The office can read it."
    )


def _server_trouble(t: Texts) -> str:
    return t("The server is in trouble. Everything waits on this tablet. Try again later.")


def _no_picture(t: Texts) -> str:
    return t("This file is no picture that can be read. Choose another.")


def _full_server(t: Texts) -> str:
    return t("The server cannot store more now. Everything waits on this tablet. Tell the office.")


def _spoilt_transfer(t: Texts) -> str:
    return t("Something was spoilt on the way. Nothing is lost. Sync again.")


def _refused_words(t: Texts) -> str:
    return t("The server did not understand this app. Nothing is lost. Tell the office.")


DEVICE_UNKNOWN = "device_unknown"
"""The server has forgotten this tablet, which may be enrolled again there."""

TROUBLES: dict[str, Sentence] = {
    "trouble": unknown,
    "description": lambda t: t(
        "The words about the goods are too long, or hold characters that cannot be printed."
        " Shorten them."
    ),
    "sync": lambda t: t(
        "The sync failed. Nothing is lost: everything waits on this tablet. Try again later."
    ),
    "offline": lambda t: t(
        "The server cannot be reached. Everything waits on this tablet. Try again with a network."
    ),
    "captive_portal": lambda t: t(
        "The network answered instead of the server. Log in to the network, then sync again."
    ),
    "moved": lambda t: t(
        "The server's address leads to another one for good, perhaps to https. Everything waits on "
        "this tablet. Ask the office for a new invitation."
    ),
    "no_server_there": lambda t: t(
        "At the server's address answers something that is not our server. Everything waits on "
        "this tablet. Ask the office for the right address."
    ),
    "forbidden_on_the_way": lambda t: t(
        "Something before the server, such as a firewall, forbids the connection. Everything waits "
        "on this tablet. Tell the office."
    ),
    "too_large_on_the_way": lambda t: t(
        "Something before the server, such as a proxy, refuses what is sent as too large. "
        "Everything waits on this tablet. Tell the office."
    ),
    "unproven": lambda t: t(
        "What answers does not prove to be our server, so nothing was sent. Try another network; "
        "if it stays so, tell the office."
    ),
    "other_server": lambda t: t(
        "At the server's address answers another server than the one of this tablet. Nothing was "
        "sent and everything waits on this tablet. Tell the office."
    ),
    "unproven_server": lambda t: t(
        "This server does not prove that it is the one of this tablet, so nothing was changed. Ask "
        "the office; a server of the first version is updated before it can prove it."
    ),
    "already_enrolled_unsent": lambda t: t(
        "This invitation is from another office, and this tablet holds records that its own server "
        "has not confirmed. Sync or export them first. Nothing was changed."
    ),
    "not_encrypted": lambda t: t(
        "This address is not encrypted (http): anybody on the way could read and change what is "
        "sent. Ask the office for an invitation with https."
    ),
    "tablet_name": lambda t: t(
        "A tablet's name has at most 100 characters that can be printed. Choose a shorter one."
    ),
    "certificate": lambda t: t("This file is no certificate. Ask the office for the right one."),
    "enrolment_refused": lambda t: t(
        "The server does not take this request to enrol. Ask the office: a tablet that it has "
        "forgotten may need a code that was made for it."
    ),
    "not_a_folder": lambda t: t("A file is where a folder belongs. Choose another folder."),
    "no_tablet": lambda t: t("There is no tablet in this folder."),
    "revoked": lambda t: t(
        "The office has revoked this tablet. Nothing is lost: hand the tablet in at the office."
    ),
    DEVICE_UNKNOWN: lambda t: t(
        "The server does not know this tablet, as after a restored backup. Nothing is lost: ask "
        "the office for a code and enrol this tablet again; it keeps everything and sends it."
    ),
    "server_trouble": _server_trouble,
    "tls": lambda t: t(
        "The server's identity could not be confirmed. Nothing was sent. Tell the office."
    ),
    "stopped": lambda t: t("The sync was stopped. What was not sent waits on this tablet."),
    "protocol_too_old": lambda t: t(
        "This app is too old for the server. Everything waits on this tablet. Update the app."
    ),
    "server_too_old": lambda t: t(
        "The server is too old for this app. Everything waits on this tablet. Tell the office."
    ),
    "too_slow": lambda t: t(
        "The network is too slow for what was sent. Everything waits on this tablet. Try again"
        " where it is better."
    ),
    "too_many_requests": lambda t: t(
        "The server is still busy with this tablet. Everything waits here; it goes on by itself."
    ),
    "quota": lambda t: t(
        "The server waits for the office to look at what this tablet sent. Everything waits on"
        " this tablet. Tell the office."
    ),
    "photos_wait": lambda t: t(
        "The photos wait for Wi-Fi, as the settings say. Everything else went through."
    ),
    "set_aside": lambda t: t(
        "The server did not take some records. They stay on this tablet, whole. Tell the office."
    ),
    "newer_version": lambda t: t(
        "A newer version of the app has used this tablet. Nothing is lost. Update the app."
    ),
    "unauthenticated": lambda t: t(
        "The server does not accept this tablet now. Nothing is lost. Check its clock, sync again."
    ),
    "internal": _server_trouble,
    "unavailable": _server_trouble,
    "too_many_uploads": _server_trouble,
    "storage_full": _full_server,
    "digest_mismatch": _spoilt_transfer,
    "checksum_mismatch": _spoilt_transfer,
    "file_mismatch": _spoilt_transfer,
    "offset_conflict": _spoilt_transfer,
    "upload_gone": _spoilt_transfer,
    "cursor_gone": _spoilt_transfer,
    "range": _spoilt_transfer,
    "malformed": _refused_words,
    "invalid": _refused_words,
    "inflation": _refused_words,
    "method_not_allowed": _refused_words,
    "media_type": _refused_words,
    "tus_version": _refused_words,
    "too_large": lambda t: t(
        "Something is too large for the server. It stays on this tablet. Tell the office."
    ),
    "key_lost": key_lost_sentence,
    "key_elsewhere": key_lost_sentence,
    "practice": lambda t: t("This is practice: nothing of it is sent, exported or enrolled."),
    "pin_form": lambda t: t("A PIN has four to twelve digits."),
    "pin_wrong": lambda t: t("This PIN is wrong."),
    "pin_wait": lambda t: t("It is too early to try this PIN again. Wait a little."),
    "pin_none": lambda t: t("This officer has no PIN on this tablet."),
    "pin_differs": lambda t: t("The two PINs differ. Type the new PIN again."),
    "keystore": lambda t: t(
        "The device's keystore does not answer. Nothing is lost. Unlock the device, try again."
    ),
    "entry_fault": lambda t: t(
        "An entry cannot be read: it is marked red. Correct it or clear it, then seal again."
    ),
    "entry_text": lambda t: t("This text is too long, or cannot be printed. Shorten it."),
    "record_damaged": lambda t: t(
        "The bytes of this record are damaged on this tablet. Keep the tablet, tell the office."
    ),
    "storage": lambda t: t(
        "This tablet cannot write. What was shown as saved is safe. Free some space, try again."
    ),
    "disk_full": lambda t: t(
        "This tablet is full. What was shown as saved is safe. Free some space, then try again."
    ),
    "busy": lambda t: t(
        "Another program is writing to this tablet's data. Nothing is lost. Try again in a moment."
    ),
    "io": lambda t: t(
        "This tablet's storage failed. What was shown as saved is safe. Restart, then try again."
    ),
    "damaged": lambda t: t(
        "This tablet's data are damaged. Close the app and open it again: what is whole goes on. "
        "If this stays, hand the tablet in as it is."
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
    "bad_rule_data": lambda t: t("A rule of this app is unsound. Install the app anew."),
    "invalid_input": lambda t: t("What was entered does not fit the rule. Nothing was changed."),
    "officers": lambda t: t("Two officers must be chosen before the record is sealed."),
    "seal_applied": lambda t: t("Enter the number of the new seal."),
    "seal_removed": lambda t: t("Enter the number of the seal that was taken off."),
    "seal_same": lambda t: t("The new seal has the number of the one taken off. Check both."),
    "seal_reason": lambda t: t("Say why the seal was replaced."),
    "seal_note": lambda t: t("Say in words why the seal was replaced."),
    "seal_text": lambda t: t("This is too long, or holds signs that cannot be printed."),
    "seal_change": lambda t: t(
        "A replaced seal is not told to its end. Complete it at the seals, or take it back."
    ),
    "no_strokes": lambda t: t("Nothing is drawn yet. Sign in the field."),
    "strokes": lambda t: t("This is too much for a signature. Clear the field and sign again."),
    "no_name": lambda t: t("Type the name of who signs."),
    "refusal_reason": lambda t: t("Say why the trader does not sign."),
    "refusal_note": lambda t: t("Say it in words."),
    "signing_text": lambda t: t("This is too long, or holds signs that cannot be printed."),
    "no_signer": lambda t: t("The officers were chosen anew. Go back and begin again."),
    "not_signed_before": lambda t: t("This officer has not signed here today. Sign in the field."),
    "not_ready": lambda t: t("Something is still open. Complete it, then try again."),
    "wrong_use": lambda t: t("This cannot be done here. Nothing was changed."),
    "no_folder": lambda t: t("There is no such folder. Choose another place."),
    "phase": lambda t: t("The rule does not know this occasion. Choose another."),
    "already_enrolled": lambda t: t(
        "This tablet is enrolled at another server. Nothing was changed."
    ),
    "newer_invitation": lambda t: t(
        "This code needs a newer app. Update the app, then scan again."
    ),
    "no_code": lambda t: t("This is not a code of the office. Scan or type it again."),
    "server_missing": lambda t: t("Type the server's address too. It stands beside the code."),
    "server_address": lambda t: t("This is not the address of a server. It starts with https://."),
    "language": lambda t: t("There is no such language. Nothing was changed."),
    "setting": lambda t: t("There is no such setting. Nothing was changed."),
    "standard_unfit": lambda t: t(
        "This standard may not be used here: it does not fit, or its certificate has expired."
    ),
    "too_many_runs": lambda t: t("There are as many runs as this test point can have."),
    "note_too_long": lambda t: t("The note is too long. Shorten it; what was saved before stays."),
    "photo_lost": lambda t: t("This photo cannot be shown: its file is missing or damaged."),
    "photo_at_office": lambda t: t("This photo is at the office. It has left this tablet."),
    "photo_missed": lambda t: t(
        "This photo has left this tablet, and the server does not have it now. Tell the office."
    ),
    "picture": _no_picture,
    "not_a_picture": _no_picture,
    "picture_damaged": lambda t: t("This picture is damaged. Choose another."),
    "picture_too_large": lambda t: t("This picture is too large. Choose a smaller one."),
    "picture_heic": lambda t: t(
        "HEIC photos cannot be read here. Take the photo inside the app, or save it as JPEG first."
    ),
    "picture_location": lambda t: t(
        "This picture may say where it was taken, and that cannot be taken out."
        " Save it as JPEG first."
    ),
    "marks": lambda t: t("Draw from one to twenty marks on a photo."),
    "no_decoder": lambda t: t("No reader for tags is installed here. Type the id instead."),
    "camera_absent": lambda t: t(
        "No camera can be used here. Choose a picture from a file, or type the id."
    ),
    "camera_refused": lambda t: t(
        "The camera was refused. Allow it for this app in the device's settings, "
        "or choose a picture from a file, or type the id."
    ),
}
"""What to say for every stable code, of the tablet, of a sync and of the server's refusals."""

SET_ASIDE: dict[str, Sentence] = {
    "schema_unknown": lambda t: t("The server is older than this app and keeps it for the office."),
    "invalid": lambda t: t("The server found something missing in it and keeps it for the office."),
    "chain_fork": lambda t: t("Its place in this tablet's chain is taken. The office looks at it."),
    "id_reused": lambda t: t("Other content came under its number. The office looks at it."),
    "hash_mismatch": lambda t: t("Its bytes have changed since it was sealed. Tell the office."),
    "bad_signature": lambda t: t("Its signature is not this tablet's. Tell the office."),
    "wrong_device": lambda t: t("It names another tablet. The office looks at it."),
    "too_large": lambda t: t("It is too large for the server. It stays here whole."),
    "malformed": _refused_words,
}
"""What to say of a record that the server keeps apart or did not take."""
