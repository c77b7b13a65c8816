"""Processes that are forked from one that has imported everything: importing takes seconds."""

from multiprocessing import get_context

WORKS = ("tests.faults.power_cut.work", "tests.faults.power_cut.server_work")
HISTORIES = "tests.faults.simulation.history"

PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload([*WORKS, HISTORIES])
