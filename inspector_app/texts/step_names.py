"""What each line of a calculation computes, by the key of its step."""

from collections.abc import Callable, Mapping

from inspector_app.metrology.model import Step
from inspector_app.texts.catalogue import Texts


def step_name(step: Step, t: Texts) -> str:
    """Name what a step computes; one of several runs says which."""
    name = STEP_NAMES[step.what](t) if step.what in STEP_NAMES else step.what.replace("_", " ")
    return t("{name}, run {n}", name=name, n=step.n) if step.n else name


STEP_NAMES: Mapping[str, Callable[[Texts], str]] = {
    "measured_volume": lambda t: t("Volume in the measure"),
    "delivered_volume": lambda t: t("Delivered volume, at the temperature of the meter"),
    "error_of_run": lambda t: t("Error of indication"),
    "mean": lambda t: t("Mean error"),
    "range": lambda t: t("Range (largest minus smallest)"),
    "repeatability": lambda t: t("Range divided by d_n for so many runs"),
    "rounding": lambda t: t("Half an interval, by which a rounded indication may be off"),
    "expanded_uncertainty": lambda t: t("Expanded uncertainty of the standard, k = 2"),
    "third_of_limit": lambda t: t("A third of the limit, up to which U is left out of account"),
    "pass_within": lambda t: t("Passes up to (limit minus U)"),
    "fail_beyond": lambda t: t("Fails from (limit plus U)"),
    "payment": lambda t: t("Difference between amount and price times volume"),
    "error": lambda t: t("Error"),
    "bench_error": lambda t: t("Error as the test bench gives it"),
    "draft_reading": lambda t: t("Error as the test measure shows it"),
    "change_point": lambda t: t("Indication before rounding"),
    "largest_error": lambda t: t("Largest error"),
    "least_extra_load": lambda t: t("Extra load that must change the indication"),
    "limit_by_method": lambda t: t("Largest deviation by the method of the check"),
    "mean_content": lambda t: t("Mean content of the packages"),
    "packages_short": lambda t: t("Packages that are short by more than that"),
    "clock_difference": lambda t: t("Clock minus reference time"),
    "shortage": lambda t: t("Shortage"),
    "predominance": lambda t: t("Share of pumps that are short"),
    "share_of_qmax": lambda t: t("Flow as a share of the largest"),
    "transitional_flow": lambda t: t("Transitional flow rate, where the upper zone begins"),
    "limit": lambda t: t("Maximum permissible error"),
    "limit_rounded": lambda t: t("Maximum permissible error, rounded"),
    "limit_at_mmq": lambda t: t("Maximum permissible error at the minimum measured quantity"),
    "emin": lambda t: t("Smallest limit that holds for any volume"),
    "share_of_tolerance": lambda t: t("Share of the tolerance that readings may differ by"),
    "flow_sensor_limit": lambda t: t("Share of the flow sensor"),
    "sensor_pair_limit": lambda t: t("Share of the temperature sensors"),
    "calculator_limit": lambda t: t("Share of the calculator"),
}
