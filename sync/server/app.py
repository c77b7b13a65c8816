"""The web application, put together: resources, problem documents, the office behind them."""

import gc

from fastapi import FastAPI

from sync.server.console import pages, public
from sync.server.resources import (
    capabilities,
    changes,
    devices,
    files,
    health,
    records,
    rows_aside,
    snapshots,
    tokens,
    uploads,
)
from sync.server.resources.admitting import Admission
from sync.server.resources.openapi import describe_problems
from sync.server.resources.problems import add_problems
from sync.server.settings import load_settings
from sync.server.work.opening import Office, open_office

RESOURCES = (
    capabilities, devices, tokens, records, files, uploads, changes, snapshots, rows_aside, health
)  # fmt: skip


def create_app(office: Office) -> FastAPI:
    """Return the application that serves this office."""
    app = FastAPI(
        title="Field inspection server",
        version="1",
        description="Takes in sealed inspections, exactly once, and hands out reference data.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.office = office
    app.add_middleware(Admission, most=office.settings.requests_at_once)
    for resource in RESOURCES:
        app.include_router(resource.router)
    app.include_router(pages.router)
    app.include_router(public.router)
    add_problems(app)
    describe_problems(app)
    return app


def collect_seldom() -> None:
    """Let Python look for garbage seldom, and never again through what is there at the start.

    A batch is some ten thousand plain objects, which Python would look through a hundred times.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 5, 5)


def create_worker() -> FastAPI:
    """Return the application of a worker process, which finds its settings in the environment."""
    collect_seldom()
    return create_app(open_office(load_settings()))
