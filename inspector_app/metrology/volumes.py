"""Volumes delivered into a standard measure with a graduated neck."""

from dataclasses import dataclass
from fractions import Fraction

from inspector_app.metrology.case import Given
from inspector_app.metrology.model import Step
from inspector_app.metrology.rule import Rule


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivered volume V_Bt in litres, and how it was computed."""

    volume_L: Fraction
    steps: tuple[Step, ...]


def delivered_volume(rule: Rule, product: str, standard: Given, run: Given, n: int) -> Delivered:
    """Return V_Bt of run number `n`: the measured volume at the temperature of the meter.

    V_B = V_0 + (h - h_0) k / 1000 starts from the certificate's volume V_0 at its neck reading h_0,
    never from the nominal volume. Then
    V_Bt = V_B [1 + beta_Y (t_J - t_B) + beta_B (t_B - 20)] with the cubic expansions of liquid and
    measure in 1/°C (JJG 443-2006, 7.5.3).
    """
    V_0, h_0 = standard["certified_volume_L"], standard["certified_neck_reading_mm"]
    h, k = run["neck_reading_mm"], standard["neck_constant_mL_per_mm"]
    V_B = V_0 + (h - h_0) * k / 1000
    measured = Step(
        "measured_volume",
        "V_B",
        "{V_0} + ({h} - {h_0}) × {k} / 1000",
        {"V_0": V_0, "h": h, "h_0": h_0, "k": k},
        V_B,
        "L",
        n,
    )
    liquid = rule.constants["liquid_expansion_per_C"][product]
    measure = rule.constants["measure_expansion_per_C"][standard["material"]]
    t_J, t_B = run["nozzle_temperature_C"], run["measure_temperature_C"]
    reference = rule.constant("reference_temperature_C")
    V_Bt = V_B * (1 + liquid * (t_J - t_B) + measure * (t_B - reference))
    corrected = Step(
        "delivered_volume",
        "V_Bt",
        "{V_B} × (1 + {β_Y} × ({t_J} - {t_B}) + {β_B} × ({t_B} - {t_0}))",
        {"V_B": V_B, "β_Y": liquid, "t_J": t_J, "t_B": t_B, "β_B": measure, "t_0": reference},
        V_Bt,
        "L",
        n,
    )
    return Delivered(V_Bt, (measured, corrected))
