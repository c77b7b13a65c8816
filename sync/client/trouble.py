"""Why a sync cannot go on, as exceptions named by what has happened; `code` never changes.

Trouble
├── Offline         no answer at all: refused, unknown, timed out, cut
│   └── TooSlow     no answer in time: a smaller batch may get through
├── NotTheServer    something else answered, such as a log-in page of the network
│   ├── Moved       the address leads to another one for good, perhaps to https
│   ├── Elsewhere   a web server refused that is not ours: a wrong address, or one before ours
│   └── Unproven    the answer reads like our server's, and is not signed by it
│       └── OtherServer   another server answered, and proved that it is another
├── BadIdentity     the server's certificate does not hold
├── Stopped         the user stopped it
├── TooOld          the server speaks only protocols that are newer than ours
├── ServerTooOld    the server speaks only protocols that are older than ours
└── Refused         the server said no, with a status and perhaps a problem document
    ├── Revoked     the office revoked this tablet
    ├── TooLargeOnTheWay   something before the server takes only smaller requests
    └── Forgotten   the server does not know this tablet (any more)
"""

from sync.protocol.problems import Problem


class Trouble(Exception):
    """A sync that cannot go on. Everything waits on the tablet."""

    code = "server_trouble"


class Offline(Trouble):
    """No answer came."""

    code = "offline"


class TooSlow(Offline):
    """No answer came in time."""


class NotTheServer(Trouble):
    """An answer came that is not our server's."""

    code = "captive_portal"


class Moved(NotTheServer):
    """The address leads elsewhere for good; where to is nothing that we follow."""

    code = "moved"


class Elsewhere(NotTheServer):
    """A refusal of something that is not our server."""

    def __init__(self, status: int) -> None:
        super().__init__(f"answered with {status}, and not as our server does")
        self.code = "forbidden_on_the_way" if status == 403 else "no_server_there"


class Unproven(NotTheServer):
    """An answer that our server would have signed."""

    code = "unproven"


class OtherServer(Unproven):
    """Another server, with a key of its own."""

    code = "other_server"


class BadIdentity(Trouble):
    """The server's certificate does not hold."""

    code = "tls"


class Stopped(Trouble):
    """The user stopped the sync."""

    code = "stopped"


class TooOld(Trouble):
    """The server speaks only protocols that are newer than this app's."""

    code = "protocol_too_old"


class ServerTooOld(Trouble):
    """The server speaks only protocols that are older than this app's."""

    code = "server_too_old"


class Refused(Trouble):
    """The server said no. `problem` is None when the answer was no problem document of ours."""

    def __init__(
        self, status: int, problem: Problem | None, retry_after: str | None = None
    ) -> None:
        super().__init__(f"{status} {problem.value.name if problem else ''}".strip())
        self.status = status
        self.problem = problem
        self.retry_after = retry_after


class Revoked(Refused):
    """The office revoked this tablet."""

    code = "revoked"


class TooLargeOnTheWay(Refused):
    """Something before the server, such as a proxy, takes only smaller requests."""

    code = "too_large_on_the_way"


class Forgotten(Refused):
    """The server does not know this tablet: its data are older than the tablet's enrolment."""

    code = "device_unknown"
