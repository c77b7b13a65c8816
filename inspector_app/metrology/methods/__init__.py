"""The families of tests, one file each; a rule's data names the one that computes its findings."""

from collections.abc import Mapping

from inspector_app.metrology.case import Method
from inspector_app.metrology.methods import fuel_measure, weighing

METHODS: Mapping[str, Method] = {
    "fuel_measure": fuel_measure.METHOD,
    "weighing": weighing.METHOD,
}
