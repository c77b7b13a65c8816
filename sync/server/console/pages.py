"""The routes of the office's pages: what came in, one arrival, the tablets."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.routing import APIRoute
from starlette.responses import Response, StreamingResponse

from sync.server.console.access import may_see
from sync.server.console.details import describe
from sync.server.console.lines import arrival_line, tablet_line
from sync.server.console.rendering import HEADERS, Page, read_asset, style_sheet
from sync.server.files import read_pieces
from sync.server.resources.requests import TheOffice, get_office
from sync.server.tables.arrivals import (
    Arrival,
    count_by_device,
    count_problems,
    find_arrival,
    load_latest_arrivals,
)
from sync.server.tables.devices import find_device, load_devices
from sync.server.tables.engine import Connection
from sync.server.work.opening import Office
from sync.server.work.presence import find_photos
from sync.server.work.quotas import measure_left

LINES = 50
NUMBERS = 2**63
KEEP = {"Cache-Control": "private, max-age=31536000, immutable"}
PICTURES = (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"RIFF", "image/webp")


class OfficeRoute(APIRoute):
    """A route that only those see whom the setting `console` lets."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler that looks who asks before it answers."""
        answer = super().get_route_handler()

        async def answer_if_allowed(request: Request) -> Response:
            if may_see(request, get_office(request).settings):
                return await answer(request)
            return Page(request).render("closed.html", status=403)

        return answer_if_allowed


router = APIRouter(include_in_schema=False, route_class=OfficeRoute)
Number = Annotated[int, Query(ge=0, lt=NUMBERS)]


@router.get("/")
@router.get("/inspections")
def show_inspections(request: Request, office: TheOffice, before: Number | None = None) -> Response:
    """List what came in, newest first."""
    return _list(request, office, before, quarantined=False)


@router.get("/quarantine")
def show_quarantine(request: Request, office: TheOffice, before: Number | None = None) -> Response:
    """List what a person must look at, newest first: quarantined and forked records."""
    return _list(request, office, before, quarantined=True)


def _list(request: Request, office: Office, before: int | None, *, quarantined: bool) -> Response:
    page = Page(request)
    with office.database.reading() as connection:
        found = load_latest_arrivals(
            connection, limit=LINES + 1, before=before, quarantined=quarantined
        )
        shown = found[:LINES]
        photos = find_photos(office, connection, [arrival.id for arrival in shown])
        names = {device.device_id: device.name for device in load_devices(connection)}
        records = sum(count_by_device(connection).values())
        problems = sum(count.total() for count in count_problems(connection).values())
    return page.render(
        "inspections.html",
        lines=[
            arrival_line(
                arrival,
                page.t,
                tablet=names.get(arrival.device_id, arrival.device_id),
                photos={} if arrival.item else photos.get(arrival.id, {}),
            )
            for arrival in shown
        ],
        counted=page.t.plural("{n} record", "{n} records", problems if quarantined else records),
        quarantined=quarantined,
        older=shown[-1].change_seq if len(found) > LINES else None,
        is_first_page=before is None,
    )


@router.get("/inspections/{number:int}")
def show_inspection(request: Request, office: TheOffice, number: int) -> Response:
    """Show one arrival with what proves it."""
    page = Page(request)
    with office.database.reading() as connection:
        arrival = _find(connection, number)
        if arrival is None:
            return page.render("missing.html", status=404)
        device = find_device(connection, arrival.device_id)
        photos = _photos_of(office, connection, arrival)
    name, key = (device.name, device.public_key) if device else (arrival.device_id, "")
    return page.render(
        "inspection.html",
        arrival=arrival,
        line=arrival_line(arrival, page.t, tablet=name, photos=photos),
        details=describe(
            arrival,
            page.t,
            photos=photos,
            device_key=key,
            server_key=office.public_key,
            rules=office.rules,
        ),
    )


@router.get("/inspections/{number:int}/body")
def give_body(request: Request, office: TheOffice, number: int) -> Response:
    """Give the exact bytes of an arrival."""
    with office.database.reading() as connection:
        arrival = _find(connection, number)
    if arrival is None:
        return Page(request).render("missing.html", status=404)
    name = {"Content-Disposition": f'attachment; filename="{number}.json"'}
    return Response(arrival.body, 200, HEADERS | name, "application/octet-stream")


@router.get("/inspections/{number:int}/photos/{sha256}")
def give_photo(request: Request, office: TheOffice, number: int, sha256: str) -> Response:
    """Give a photo that an arrival names, if it came."""
    with office.database.reading() as connection:
        arrival = _find(connection, number)
        photos = _photos_of(office, connection, arrival) if arrival else {}
    if not photos.get(sha256):
        return Page(request).render("missing.html", status=404)
    with office.files.open(sha256) as file:
        beginning = file.read(8)
    kinds = (kind for sign, kind in PICTURES if beginning.startswith(sign))
    kind = next(kinds, "application/octet-stream")
    return StreamingResponse(_read(office, sha256), 200, HEADERS, kind)


@router.get("/devices")
def show_devices(request: Request, office: TheOffice) -> Response:
    """List the tablets with when they were last seen."""
    with office.database.reading() as connection:
        devices = load_devices(connection)
        counts = count_by_device(connection)
        problems = count_problems(connection)
    left = measure_left(office)
    page = Page(request)
    tablets = [
        tablet_line(
            device,
            page.t,
            records=counts.get(device.device_id, 0),
            problems=problems.get(device.device_id, Counter()),
            is_at_quota=device.device_id in left and left[device.device_id].is_most,
        )
        for device in devices
    ]
    tablets.sort(key=lambda line: line.last_seen.machine if line.last_seen else "", reverse=True)
    return page.render("devices.html", tablets=tablets)


@router.get("/console/style.css")
def give_style() -> Response:
    """Give the style sheet; its address changes with its content."""
    return Response(style_sheet()[0], 200, HEADERS | KEEP, "text/css")


@router.get("/console/icon.svg")
def give_icon() -> Response:
    """Give the icon of the pages."""
    return Response(read_asset("icon.svg"), 200, HEADERS | KEEP, "image/svg+xml")


def _read(office: Office, sha256: str) -> Iterator[bytes]:
    with office.files.open(sha256) as file:
        yield from read_pieces(file)


def _find(connection: Connection, number: int) -> Arrival | None:
    return find_arrival(connection, number) if number < NUMBERS else None


def _photos_of(office: Office, connection: Connection, arrival: Arrival) -> Mapping[str, bool]:
    """Return the photos of an arrival; bytes that are no record have none that are known."""
    if arrival.item is not None:
        return {}
    return find_photos(office, connection, [arrival.id]).get(arrival.id, {})
