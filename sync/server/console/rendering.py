"""From a template to a reply: in the reader's language, and with nothing from anywhere else."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from inspector_app.texts.catalogue import LANGUAGES, Texts, load_texts
from sync.server.console.language import choose_language, make_link
from sync.server.resources.requests import get_office

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}
_TAGS = {"zh": "zh-CN", "en": "en"}


class Page:
    """A page that is being answered: its texts, its links, its template."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._asked = request.query_params.get("lang", "")
        accepted = request.headers.get("accept-language", "")
        self.t: Texts = load_texts(choose_language(self._asked, accepted))

    def link(self, path: str, **values: object) -> str:
        """Return the address of another page in the language that was asked for."""
        return make_link(path, self._asked, **values)

    def render(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Reply with a template; every value is escaped in it."""
        given = values | {
            "t": self.t,
            "link": self.link,
            "language": _TAGS[self.t.language],
            "languages": {code: self._in(code) for code in LANGUAGES},
            "zone": get_office(self._request).now().astimezone().isoformat()[-6:],
            "style": f"/console/style.css?v={style_sheet()[1]}",
        }
        text = _templates().get_template(template).render(given)
        return HTMLResponse(text.encode("utf-8", "replace"), status, HEADERS)

    def _in(self, code: str) -> str:
        """Return the address of this very page in another language."""
        url = self._request.url.include_query_params(lang=code)
        return f"{url.path}?{url.query}"


@cache
def style_sheet() -> tuple[bytes, str]:
    """Return the one style sheet, and a short name of its content."""
    data = read_asset("style.css")
    return data, sha256(data).hexdigest()[:16]


def read_asset(name: str) -> bytes:
    """Return a file that lies beside the pages."""
    return (files(__package__) / name).read_bytes()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
