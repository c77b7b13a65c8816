"""Volumes delivered into a standard measure with a graduated neck."""

from fractions import Fraction

from inspector_app.metrology.case import Given
from inspector_app.metrology.rule import Rule


def delivered_volume(rule: Rule, product: str, standard: Given, run: Given) -> Fraction:
    """Return V_Bt in litres: the measured volume at the temperature of the dispenser's meter.

    V_B = V_0 + (h - h_0) k / 1000 starts from the certificate's volume V_0 at its neck reading h_0,
    never from the nominal volume. Then
    V_Bt = V_B [1 + beta_Y (t_J - t_B) + beta_B (t_B - 20)] with the cubic expansions of liquid and
    measure in 1/°C (JJG 443-2006, 7.5.3).
    """
    rise_mm = run["neck_reading_mm"] - standard["certified_neck_reading_mm"]
    volume_L = standard["certified_volume_L"] + rise_mm * standard["neck_constant_mL_per_mm"] / 1000
    liquid = rule.constants["liquid_expansion_per_C"][product]
    measure = rule.constants["measure_expansion_per_C"][standard["material"]]
    t_J, t_B = run["nozzle_temperature_C"], run["measure_temperature_C"]
    factor = 1 + liquid * (t_J - t_B) + measure * (t_B - rule.constant("reference_temperature_C"))
    return Fraction(volume_L * factor)
