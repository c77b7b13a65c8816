"""What this server is and how much it takes at once; anybody may ask."""

from fastapi import APIRouter
from pydantic import BaseModel

from sync.server.resources.openapi import ALWAYS, refuses
from sync.server.resources.requests import TheOffice
from sync.server.work.epochs import get_epoch

PROTOCOLS = (1,)
router = APIRouter(tags=["capabilities"])


class Capabilities(BaseModel):
    """`server_time` is UTC; `limits` are bytes except where the name says otherwise."""

    epoch: str
    server_time: str
    protocols: list[int]
    limits: dict[str, int]
    retention_days: int


@router.get("/v1/capabilities", responses=refuses(*ALWAYS))
def read_capabilities(office: TheOffice) -> Capabilities:
    """Say the epoch, the time, the limits."""
    return Capabilities(
        epoch=get_epoch(office.database),
        server_time=office.instant(),
        protocols=list(PROTOCOLS),
        limits=office.settings.limits.as_json(),
        retention_days=office.settings.retention_days,
    )
