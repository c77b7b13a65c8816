"""What holds for every test: patience with drawn examples, and how many published cases agreed."""

from typing import Any

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many of the published cases of the regulations came out as published."""
    outcomes = {
        outcome: [
            report
            for report in terminalreporter.stats.get(outcome, ())
            if "test_vectors.py::" in report.nodeid
        ]
        for outcome in ("passed", "failed")
    }
    agreed, all_of_them = len(outcomes["passed"]), sum(map(len, outcomes.values()))
    if all_of_them:
        terminalreporter.write_line(f"{agreed} of {all_of_them} published evaluation vectors agree")
