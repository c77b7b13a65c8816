"""The families of tests, one file each; a rule's data names the one that computes its findings."""

from collections.abc import Mapping

from inspector_app.metrology.case import Method
from inspector_app.metrology.methods import (
    energy_meters,
    flow_meters,
    fuel_drafts,
    fuel_measure,
    fuel_volume,
    goods,
    metered,
    optics,
    station,
    weighing,
    weighing_in_d,
)

METHODS: Mapping[str, Method] = {
    "fuel_measure": fuel_measure.METHOD,
    "fuel_volume": fuel_volume.METHOD,
    "fuel_drafts": fuel_drafts.METHOD,
    "station": station.METHOD,
    "weighing": weighing.METHOD,
    "weighing_in_d": weighing_in_d.METHOD,
    "goods": goods.METHOD,
    "metered": metered.METHOD,
    "water_meter": flow_meters.WATER,
    "gas_meter": flow_meters.GAS,
    "heat_meter": energy_meters.HEAT,
    "electricity_meter": energy_meters.ELECTRICITY,
    "optics": optics.METHOD,
}
