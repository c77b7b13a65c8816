"""What can go wrong on the tablet: a small tree, each error with a stable code and a way out.

    InspectorError
    ├── WrongUse          the command or its input is wrong
    │   └── NoTablet      a folder that holds no tablet
    ├── NotEnrolled       this tablet belongs to no server yet
    ├── OnlyPractice      practice cannot pass for real
    ├── NotFound          an instrument, draft or record that is not here
    ├── NotReady          an inspection that cannot be finished yet
    ├── PictureTrouble    a file is no picture, or one that cannot be read
    ├── StorageTrouble    the disk is full or failing; what was confirmed before is safe
    └── SyncTrouble       the server could not be used; everything waits on the tablet

`code` never changes once released: screens translate by it, code decides by the class.
"""


class InspectorError(Exception):
    """An error that a person is told about in a sentence, with what to do next."""

    code = "trouble"
    hint = ""

    def __init__(self, message: str, *, code: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.hint = type(self).hint if hint is None else hint


class WrongUse(InspectorError):
    """The command or its input is wrong."""

    code = "wrong_use"


class NoTablet(WrongUse):
    """A folder that holds no tablet; nothing was made there."""

    code = "no_tablet"
    hint = "Name its folder with --data. Only enrolling and the app begin a new tablet."

    def __init__(self, folder: object) -> None:
        super().__init__(f"no tablet in {folder}")


class NotEnrolled(InspectorError):
    """This tablet belongs to no server yet."""

    code = "not_enrolled"
    hint = "Enrol it with the code from the office: inspector enroll CODE --server URL --data DIR"


class OnlyPractice(InspectorError):
    """What was asked for would let practice pass for real."""

    code = "practice"
    hint = "Leave practice first."

    def __init__(self) -> None:
        super().__init__("This is practice: nothing of it is sent, exported or enrolled.")


class NotFound(InspectorError):
    """An instrument, draft or record that is not on this tablet."""

    code = "not_found"


class NotReady(InspectorError):
    """An inspection that cannot be finished yet; `code` says what is open."""

    code = "not_ready"


class PictureTrouble(InspectorError):
    """A file is no picture, or one that is too large or damaged."""

    code = "picture"
    hint = "Take the picture again, or type the identifier printed under the code."


class StorageTrouble(InspectorError):
    """The disk is full or failing. What the screen showed as saved is safe."""

    code = "storage"
    hint = "Free some space, then try again. Everything shown as saved is safe."


class SyncTrouble(InspectorError):
    """The server could not be used. Everything waits on the tablet."""

    code = "sync"
    hint = "Nothing is lost: everything waits on the tablet until the next attempt."
