"""The meters that the utilities of the demo city have on their test benches."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from sync.server.work.demo.plate import Maker, Plate

WATER_SEALS, GAS_SEALS = ("housing", "connection"), ("index",)
HEAT_SEALS = ("calculator", "flow_sensor", "temperature_sensors")
ELECTRICITY_SEALS = ("cover", "terminal_cover")
Sizes = Sequence[tuple[str, Mapping[str, str]]]
"""Models with the characteristics that stand on their plates."""

WATER: Sizes = (
    ("SB-15", {"q3_m3h": "2.5", "ratio_r": "160", "accuracy_class": "2"}),
    ("SB-20", {"q3_m3h": "4", "ratio_r": "200", "accuracy_class": "2"}),
    ("SB-40", {"q3_m3h": "16", "ratio_r": "100", "accuracy_class": "2"}),
)
GAS: Sizes = (
    ("RB-G2.5", {"qmax_m3h": "4", "accuracy_class": "1.5"}),
    ("RB-G4", {"qmax_m3h": "6", "accuracy_class": "1.5"}),
    ("RB-G6", {"qmax_m3h": "10", "accuracy_class": "1.5"}),
)
HEAT: Sizes = (("RL-20", {"accuracy_class": "2"}), ("RL-25", {"accuracy_class": "3"}))
ELECTRICITY: Sizes = (
    ("DN-01", {"accuracy_class": "2", "connection": "direct"}),
    ("DN-03", {"accuracy_class": "1", "connection": "direct"}),
    ("DN-03CT", {"accuracy_class": "1", "connection": "transformer"}),
)
MAKERS = (Maker("示范仪表", ()), Maker("样例表业", ()))
KINDS: Mapping[str, tuple[str, Sizes, tuple[str, ...]]] = {
    "water": ("water_meter", WATER, WATER_SEALS),
    "gas": ("gas_meter", GAS, GAS_SEALS),
    "heat": ("heat_meter", HEAT, HEAT_SEALS),
    "power": ("electricity_meter", ELECTRICITY, ELECTRICITY_SEALS),
}
AT_SITE = {"S-017": ("water", "heat"), "S-018": ("gas", "power")}
MOST_OF_A_KIND = 5


def meters_at(rng: Random, site_id: str) -> Iterator[Plate]:
    """Give the meters of a utility: of each kind that it supplies, every size, then some more."""
    for supply in AT_SITE[site_id]:
        kind, sizes, seals = KINDS[supply]
        more = [rng.choice(sizes) for _ in range(rng.randint(1, MOST_OF_A_KIND - len(sizes)))]
        for model, characteristics in (*sizes, *more):
            grade = characteristics["accuracy_class"]
            yield Plate(kind, rng.choice(MAKERS).name, model, grade, characteristics, seals)
