"""The page behind the code of a report: whether the paper is what the office holds.

Anybody may ask, with any phone and no login, whatever the setting `console` says: the answer tells
of an instrument and its verdict and of nobody's name, and only to who holds the report.
"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from inspector_app.texts.catalogue import Texts
from inspector_app.texts.verdicts import full_verdict
from sync.protocol.report_link import parse_code
from sync.server.console.lines import show_moment
from sync.server.console.rendering import HEADERS, Page, read_asset
from sync.server.resources.requests import TheOffice
from sync.server.work.reporting import Answer, check_report

router = APIRouter(include_in_schema=False)
STYLE = "/R/style.css"
KEEP = {"Cache-Control": "public, max-age=86400"}
UNFOUND = {"X-Robots-Tag": "noindex"}

_TITLES: dict[Answer, Callable[[Texts], str]] = {
    Answer.AGREES: lambda t: t("Received, unchanged"),
    Answer.LOOKED_AT: lambda t: t("Received, and being looked at"),
    Answer.DIFFERS: lambda t: t("Does not agree"),
    Answer.NOT_YET: lambda t: t("Not received yet"),
}
_SENTENCES: dict[Answer, Callable[[Texts], str]] = {
    Answer.AGREES: lambda t: t("The code on this report agrees with what the office has."),
    Answer.LOOKED_AT: lambda t: t(
        "The code on this report agrees with what the office has. A person at the office must look "
        "at this record; ask there before you rely on it."
    ),
    Answer.DIFFERS: lambda t: t(
        "The office has a record of this number, and it is not the one that this report was made "
        "of. Do not rely on the report; show it to the office."
    ),
    Answer.NOT_YET: lambda t: t(
        "The tablet has not been synced since. Tablets work without a network and usually send "
        "everything on the same evening: try again tomorrow. If it is not here then, ask the "
        "office."
    ),
}
_TONES = {Answer.AGREES: "pass", Answer.DIFFERS: "fail"}


@router.get(STYLE)
def give_style() -> Response:
    """Give the style sheet of the pages that anybody may see."""
    return Response(read_asset("style.css"), 200, HEADERS | KEEP, "text/css")


@router.get("/R/{code}")
@router.get("/r/{code}")
def show_report(request: Request, office: TheOffice, code: str) -> Response:
    """True if a report agrees with what came in; anything that is no code is not found."""
    page, asked = Page(request), parse_code(code)
    if asked is None:
        reply = page.render("report_unknown.html", status=404, public_style=STYLE)
    else:
        found = check_report(office, asked)
        reply = page.render(
            "report_checked.html",
            public_style=STYLE,
            found=found,
            tone=_TONES.get(found.answer, "due"),
            title=_TITLES[found.answer](page.t),
            sentence=_SENTENCES[found.answer](page.t),
            verdict=full_verdict(found.verdict, found.phase, page.t),
            finished=show_moment(found.finished_at),
            received=show_moment(found.received_at),
        )
    reply.headers.update(UNFOUND)
    return reply
