"""The names of characteristics, certificate values and readings, by their keys in the input."""

from collections.abc import Callable, Mapping

from inspector_app.texts.catalogue import Texts

Name = Callable[[Texts], str]


def characteristic_name(key: str, t: Texts) -> str:
    """Name what a key of the input stands for; one that is not known stays as it is."""
    return _NAMES[key](t) if key in _NAMES else key


def known_keys() -> frozenset[str]:
    """Return the keys that have a name."""
    return frozenset(_NAMES)


_INSTRUMENT: Mapping[str, Name] = {
    "product": lambda t: t("product"),
    "accuracy_class": lambda t: t("accuracy class"),
    "max": lambda t: t("maximum capacity Max"),
    "e": lambda t: t("verification scale interval e"),
    "d": lambda t: t("scale division d"),
    "unit": lambda t: t("unit"),
    "supports": lambda t: t("number of supports"),
    "additive_tare": lambda t: t("greatest additive tare"),
    "price_computing": lambda t: t("price-computing scale"),
    "qmax_L_min": lambda t: t("maximum flow rate Qmax (L/min)"),
    "household": lambda t: t("meter of a household"),
    "measures_pupil_distance": lambda t: t("measures the pupil distance"),
    "minimum_measured_quantity_L": lambda t: t("minimum measured quantity (L)"),
    "smallest_interval_L": lambda t: t("smallest scale interval (L)"),
    "q3_m3h": lambda t: t("permanent flow rate Q3 (m³/h)"),
    "ratio_r": lambda t: t("flow rate ratio R (Q3/Q1)"),
    "qmax_m3h": lambda t: t("maximum flow rate Qmax (m³/h)"),
    "current": lambda t: t("kind of current (AC or DC)"),
    "max_current_A": lambda t: t("largest current Imax (A)"),
    "minimum_measured_quantity_kg": lambda t: t("minimum measured quantity (kg)"),
    "minimum_measured_quantity_kWh": lambda t: t("minimum measured quantity (kWh)"),
    "minimum_measured_quantity_km": lambda t: t("smallest distance (km)"),
    "connection": lambda t: t("connection (direct or through transformers)"),
}
_STANDARD: Mapping[str, Name] = {
    "nominal_volume_L": lambda t: t("nominal volume (L)"),
    "certified_volume_L": lambda t: t("certified volume (L)"),
    "certified_neck_reading_mm": lambda t: t("neck reading of the certificate (mm)"),
    "neck_constant_mL_per_mm": lambda t: t("neck constant (mL/mm)"),
    "material": lambda t: t("material of the measure"),
    "valid_until": lambda t: t("valid until"),
    "expanded_uncertainty": lambda t: t("expanded uncertainty U"),
    "max_error_percent": lambda t: t("largest error (%)"),
    "max_error_g": lambda t: t("largest error (g)"),
    "max_error_mm": lambda t: t("largest error (mm)"),
    "max_error_per_m": lambda t: t("largest error (m⁻¹)"),
}
_READINGS: Mapping[str, Name] = {
    "flow_point": lambda t: t("flow point"),
    "indicated_L": lambda t: t("indicated volume (L)"),
    "delivered_L": lambda t: t("delivered volume (L)"),
    "neck_reading_mm": lambda t: t("neck reading (mm)"),
    "nozzle_temperature_C": lambda t: t("temperature at the nozzle (°C)"),
    "measure_temperature_C": lambda t: t("temperature in the measure (°C)"),
    "temperature_C": lambda t: t("water temperature (°C)"),
    "unit_price": lambda t: t("unit price"),
    "amount": lambda t: t("amount shown"),
    "step": lambda t: t("smallest payment step"),
    "draft_gal": lambda t: t("size of the draft (gal)"),
    "reading_in3": lambda t: t("reading of the test measure (in³)"),
    "special": lambda t: t("slow flow or full flow"),
    "load": lambda t: t("load"),
    "indication": lambda t: t("indication"),
    "indications": lambda t: t("indications"),
    "added_weight": lambda t: t("added weight"),
    "rolling": lambda t: t("load rolled over the platform"),
    "added_weights": lambda t: t("added weights"),
    "zero_error": lambda t: t("error at zero"),
    "extra": lambda t: t("extra load"),
    "changed": lambda t: t("whether the indication changed"),
    "method": lambda t: t("method of the check"),
    "actuals": lambda t: t("contents found"),
    "lot_size": lambda t: t("packages in the whole batch"),
    "point": lambda t: t("test point"),
    "indicated_kg": lambda t: t("indicated mass (kg)"),
    "reference_kg": lambda t: t("reference mass (kg)"),
    "reference_L": lambda t: t("reference volume (L)"),
    "indicated_kWh": lambda t: t("indicated energy (kWh)"),
    "reference_kWh": lambda t: t("reference energy (kWh)"),
    "indicated_km": lambda t: t("indicated distance (km)"),
    "reference_km": lambda t: t("reference distance (km)"),
    "difference_s": lambda t: t("difference of the clock (s)"),
    "indicated_s": lambda t: t("indicated time (s)"),
    "reference_s": lambda t: t("reference time (s)"),
    "category": lambda t: t("kind of goods"),
    "settled_g": lambda t: t("weight paid for (g)"),
    "actual_g": lambda t: t("weight found (g)"),
    "nominal": lambda t: t("nominal content"),
    "actual": lambda t: t("content found"),
    "flow_Lh": lambda t: t("flow rate (L/h)"),
    "flow_m3h": lambda t: t("flow rate (m³/h)"),
    "error_percent": lambda t: t("error of the test bench (%)"),
    "flow_ratio_qp_q": lambda t: t("flow ratio qp/q"),
    "delta_theta_min_K": lambda t: t("smallest temperature difference of the meter (K)"),
    "delta_theta_K": lambda t: t("temperature difference (K)"),
    "current_ib": lambda t: t("current as a multiple of Ib or In"),
    "power_factor": lambda t: t("power factor cos φ"),
    "reference": lambda t: t("reference value"),
    "reference_mm": lambda t: t("reference distance (mm)"),
    "indicated": lambda t: t("indicated value"),
    "indicated_mm": lambda t: t("indicated distance (mm)"),
    "test": lambda t: t("test"),
}
_NAMES: Mapping[str, Name] = {**_READINGS, **_STANDARD, **_INSTRUMENT}
