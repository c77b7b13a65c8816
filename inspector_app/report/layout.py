"""Where everything of a report stands on its pages: one for the usual inspection."""

from collections.abc import Mapping, Sequence

from inspector_app.labels.codes import encode
from inspector_app.report.boxes import set_photos, set_signatures
from inspector_app.report.content import Report
from inspector_app.report.findings import FindingPart
from inspector_app.report.flow import INNER, LEADING, Flow
from inspector_app.report.marks import HEIGHT, MARGIN, WIDTH, Box, Jpeg, Modules, Page, Words
from inspector_app.report.readings import Row
from inspector_app.report.setting import lines_of, width_of
from inspector_app.report.voice import Voice, Word

TITLE, BIG, HEAD, BODY, SMALL, TINY = 15.0, 11.5, 8.4, 7.6, 6.6, 5.8
CODE_SIDE = 84.0
QUIET = 4
SCALES = (1.0, 0.94, 0.88, 0.83)
GAP = 12.0


def lay_out(
    report: Report, voice: Voice, link: str, pictures: Mapping[str, Jpeg]
) -> tuple[Page, ...]:
    """Return the pages: one, in the largest of the scales in which everything fits it.

    What fits none takes as many pages as it needs in the first. `pictures` holds what there is of
    the photos, by their SHA-256.
    """
    laid = [_lay_out(Flow(SCALES[0]), report, voice, link, pictures)]
    for scale in SCALES[1:]:
        if len(laid[-1]) > 1:
            laid.append(_lay_out(Flow(scale), report, voice, link, pictures))
    pages = laid[-1] if len(laid[-1]) == 1 else laid[0]
    return _with_feet(pages, report, voice)


def _lay_out(
    flow: Flow, report: Report, voice: Voice, link: str, pictures: Mapping[str, Jpeg]
) -> tuple[Page, ...]:
    _set_head(flow, report, voice, link)
    _set_rows_in_two(flow, report.facts)
    if report.readings:
        flow.heading(voice.label(lambda t: t("Readings")), HEAD)
        for table in report.readings:
            flow.words([table.title], BODY, bold=True)
            flow.table(table, SMALL)
    if report.findings or report.missing:
        flow.heading(voice.label(lambda t: t("Findings")), HEAD)
        for part in report.findings:
            _set_finding(flow, part)
        flow.words(report.missing, BODY)
    if report.seals:
        flow.heading(voice.label(lambda t: t("Seals")), HEAD)
        _set_rows_in_two(flow, report.seals)
    if report.checks:
        flow.heading(voice.label(lambda t: t("Checks")), HEAD)
        for row in report.checks:
            flow.named(row.label, row.value, SMALL)
    _set_particulars(flow, report, voice)
    if report.note or report.measures:
        flow.heading(voice.label(lambda t: t("Note and measures proposed")), HEAD)
        flow.words([report.note, *report.measures], BODY)
    set_photos(flow, report.photos, pictures, voice)
    if report.notices:
        flow.heading(voice.label(lambda t: t("What this result means")), HEAD)
        flow.words(report.notices, SMALL)
    set_signatures(flow, report.signatures, voice)
    _set_proof(flow, report)
    return flow.pages


def _set_head(flow: Flow, report: Report, voice: Voice, link: str) -> None:
    """Set title and verdict, and beside them the code that any phone can check."""
    width = INNER - CODE_SIDE - GAP if link else INNER
    flow.words([report.title], TITLE, width=width, bold=True)
    flow.words(report.subtitles, BODY, width=width, grey=True)
    flow.space(5)
    inner = width - 16
    height = flow.height_of([report.verdict], BIG, inner, bold=True)
    height += flow.height_of(report.verdict_lines, BODY, inner) + 9
    flow.put(Box(MARGIN, flow.top, width, height, thickness=1.2))
    flow.space(4)
    flow.words([report.verdict], BIG, left=MARGIN + 8, width=inner, bold=True)
    flow.words(report.verdict_lines, BODY, left=MARGIN + 8, width=inner)
    flow.space(9)
    if link:
        _set_code(flow, voice, link)


def _set_code(flow: Flow, voice: Voice, link: str) -> None:
    code = encode(link)
    module = CODE_SIDE / (code.width + 2 * QUIET)
    left, quiet = MARGIN + INNER - CODE_SIDE, QUIET * module
    flow.put(Modules(left + quiet, MARGIN - quiet / 2, module, tuple(code.bars())))
    below = MARGIN + CODE_SIDE - quiet
    for line in voice.lines(lambda t: t("Check this report with a phone")):
        for part in lines_of(line, TINY, CODE_SIDE - quiet):
            below += TINY * LEADING
            flow.put(Words(left + quiet, below, part, TINY, grey=True))
    flow.top = max(flow.top, below + 5)


def _set_rows_in_two(flow: Flow, rows: Sequence[Row]) -> None:
    """Set names and values in two columns; a long one takes the whole width."""
    half = (INNER - GAP) / 2
    waiting: Row | None = None
    for row in rows:
        needed = flow.width_of(row.label + "  ", BODY, bold=True) + flow.width_of(row.value, BODY)
        if needed > half:
            _set_pair(flow, waiting, None, half)
            waiting = None
            flow.named(row.label, row.value, BODY)
        elif waiting is None:
            waiting = row
        else:
            _set_pair(flow, waiting, row, half)
            waiting = None
    _set_pair(flow, waiting, None, half)


def _set_pair(flow: Flow, first: Row | None, second: Row | None, half: float) -> None:
    if first is None:
        return
    flow.need(BODY * flow.scale * LEADING)
    top = flow.top
    flow.named(first.label, first.value, BODY, width=half)
    if second is not None:
        flow.top = top
        flow.named(second.label, second.value, BODY, left=MARGIN + half + GAP, width=half)


def _set_finding(flow: Flow, part: FindingPart) -> None:
    verdict = f"{part.figures} · {part.verdict}" if part.figures else part.verdict
    right = flow.width_of(verdict, BODY, bold=True)
    titles = lines_of(part.title, BODY * flow.scale, INNER - right - GAP, bold=True)
    flow.need(BODY * flow.scale * LEADING * (len(titles) + 1))
    flow.right(verdict, BODY, flow.top + BODY * flow.scale * 0.9, bold=True)
    flow.words(titles, BODY, bold=True)
    flow.words(part.sentences, BODY)
    flow.words(part.source, SMALL, grey=True)
    flow.words(part.calculation, SMALL, left=MARGIN + 10, width=INNER - 10)
    flow.space(2.5)


def _set_particulars(flow: Flow, report: Report, voice: Voice) -> None:
    """Set the groups under one heading, each with its name before its entries."""
    if not report.particulars:
        return
    flow.heading(voice.label(lambda t: t("Particulars")), HEAD)
    for part in report.particulars:
        flow.words([part.title], SMALL, bold=True, grey=True)
        _set_rows_in_two(flow, part.rows)


def _set_proof(flow: Flow, report: Report) -> None:
    flow.space(4)
    for row in report.proof:
        flow.named(row.label, row.value, SMALL)


def _with_feet(pages: Sequence[Page], report: Report, voice: Voice) -> tuple[Page, ...]:
    """Number the pages, and name the record on each, for pages come apart."""
    record = report.proof[0]
    feet = (_page_of(number, len(pages), voice) for number in range(1, len(pages) + 1))
    baseline = HEIGHT - MARGIN
    hands = _lines_to_sign(voice)
    return tuple(
        (
            *page,
            Words(MARGIN, baseline - TINY * 2.2, hands, TINY),
            Words(MARGIN, baseline, f"{record.label} {record.value}", TINY, grey=True),
            Words(WIDTH - MARGIN - width_of(foot, TINY), baseline, foot, TINY, grey=True),
        )
        for page, foot in zip(pages, feet, strict=True)
    )


def _lines_to_sign(voice: Voice) -> str:
    """Return the line that everybody signs on every page."""
    roles: tuple[Word, ...] = (
        lambda t: t("Trader"), lambda t: t("Witness"), lambda t: t("Officers"),
    )  # fmt: skip
    return "    ".join(f"{voice.label(role)} {'_' * 24}" for role in roles)


def _page_of(number: int, pages: int, voice: Voice) -> str:
    return voice.short(lambda t: t("Page {n} of {of}", n=number, of=pages))
