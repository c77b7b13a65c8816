"""What the office's half raises: a refusal, a wrong use, a database that cannot be used now."""

from collections.abc import Mapping

from sync.protocol.problems import Problem


class Refused(Exception):
    """A request that is refused for a reason of the table; `detail` says what exactly."""

    def __init__(
        self, problem: Problem, detail: str = "", *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail or problem.value.title)
        self.problem = problem
        self.detail = detail
        self.headers = dict(headers or {})


class WrongUse(Exception):
    """The command or its input is wrong; the message says so in a sentence."""


class NoOffice(WrongUse):
    """The place that was named holds no office, and the command makes none."""


class DatabaseTrouble(Exception):
    """The database cannot be used now; `full` when there is no room left."""

    def __init__(self, message: str, *, full: bool) -> None:
        super().__init__(message)
        self.full = full
