"""Is it alive, can it store, how much is there."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from sync.protocol.problems import Problem
from sync.server.resources.openapi import ALWAYS, refuses
from sync.server.resources.requests import TheOffice
from sync.server.work.measuring import check_ready, measure, spell_metrics

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=refuses(Problem.INTERNAL))
def say_alive() -> dict[str, str]:
    """Answer as long as the process serves."""
    return {"status": "ok"}


@router.get("/readyz", responses=refuses(*ALWAYS))
def say_ready(office: TheOffice) -> dict[str, str]:
    """Answer 200 when the database and the file store can be written, otherwise 503."""
    check_ready(office)
    return {"status": "ok"}


@router.get("/metrics", response_class=PlainTextResponse, responses=refuses(*ALWAYS))
def tell_metrics(office: TheOffice) -> PlainTextResponse:
    """Tell what is held, in Prometheus' text format."""
    text = spell_metrics(measure(office))
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
