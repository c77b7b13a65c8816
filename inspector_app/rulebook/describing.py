"""The rulebook as a document for people: every limit with its source, and what nobody verified."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.rule import Band, LimitTable, Rule, RuleTest
from inspector_app.rulebook.checking import READ

_TAGS = {
    "Q1": "read in an official or primary text",
    "D": "arithmetic from others",
    "Q2": "read on a secondary page",
    "K": "common knowledge in the field, not read",
}
_HEAD = """# Rules

Made by `make docs` from the data files in `inspector_app/rulebook/data/`; do not edit.

Every number carries where it was read: {tags}. A rule is *verified* when all that its verdict
rests on is Q1 or D, or when a person checked it against the regulation (then the name and the day
stand here). Every other rule is unverified, and every screen and report that uses it says so.
An entry with a * is compared with the register.

{summary}
"""


def describe_rules(rules: Iterable[Rule]) -> str:
    """Return the rulebook as Markdown, the rules in the order of their ids."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    tags = "; ".join(f"**{tag}** {meaning}" for tag, meaning in _TAGS.items())
    rows = [
        "| rule | document | in force | status | weakest tag |",
        "| --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| [{rule.id}](#{_anchor(rule.id)}) | {rule.document} | {_in_force(rule)} "
        f"| {rule.status} | {rule.tag} |"
        for rule in ordered
    ]
    parts = [_HEAD.format(tags=tags, summary="\n".join(rows))]
    return "\n".join([*parts, *("\n".join(_rule(rule)) for rule in ordered)])


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower() if letter.isalnum() or letter == "-")


def _in_force(rule: Rule) -> str:
    since = f"from {rule.in_force_from}" if rule.in_force_from else "day of entry not known"
    return f"{since} to {rule.in_force_to}" if rule.in_force_to else since


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield f"{rule.title['en']} · {rule.title['zh']}\n"
    yield f"- Document and edition: {rule.document}; {rule.edition}"
    yield f"- In force: {_in_force(rule)}"
    yield f"- Occasions: {', '.join(rule.phases)}"
    yield f"- Status: {rule.status}{_verified(rule)}, weakest tag {rule.tag}"
    yield from _applies_to(rule)
    yield f"- Rule data: SHA-256 `{rule.sha256}`\n"
    for test in rule.tests.values():
        yield from _test(rule, test)
    if rule.data["constants"]:
        yield from _constants(rule)
    if rule.procedure.get("groups"):
        yield from _groups(rule)
    yield from _open(rule)


def _applies_to(rule: Rule) -> Iterator[str]:
    """Say which instruments the rule is for, and which are verified only once."""
    for key, wanted in rule.meant_for.items():
        yield f"- Only for instruments with {key} {' or '.join(wanted)} in the register"
    for bound in rule.data.get("scope", ()):
        unit = f" {bound['unit']}" if "unit" in bound else ""
        yield f"- Up to {bound['key']} {bound['upto']}{unit}: {_cited(rule, bound['source'])}"
    once = rule.data.get("first_verification_only")
    if once:
        when = ", ".join(f"{key} {' or '.join(texts)}" for key, texts in once["when"].items())
        years, source = once["years"], _cited(rule, once["source"])
        yield f"- With {when}: first verification only, at most {years} years of use: {source}"


def _cited(rule: Rule, name: str) -> str:
    source = rule.data["sources"][name]
    return f"{source['text']} [{source['tag']}]"


def _verified(rule: Rule) -> str:
    who, when = rule.data.get("verified_by"), rule.data.get("verified_on")
    return f" by {who} on {when}" if who else ""


def _test(rule: Rule, test: RuleTest) -> Iterator[str]:
    title = f"{test.title['en']} · {test.title['zh']}"
    unit = test.unit or f"the unit that is told ({test.unit_of})"
    yield f"### {test.name}: {title}\n"
    yield f"{rule.document}, {test.clause}. Value in {unit}.\n"
    yield f"Source: {test.source.text} [{test.source.tag}]\n"
    yield "\n".join(f"    {line}" for line in test.formula) + "\n"
    if test.runs:
        runs = ", ".join(f"{phase} {count}" for phase, count in test.runs.items())
        yield f"Runs for a pass: {runs}.\n"
    if test.runs_to_fail > 1:
        yield f"Runs for a failure: {test.runs_to_fail}.\n"
    if test.required_at:
        points = "; ".join(f"{phase} {', '.join(at)}" for phase, at in test.required_at.items())
        yield f"To be tested at: {points}.\n"
    if test.options.get("rounding_error"):
        yield "A bare indication decides nothing that half an interval could change.\n"
    if test.tables:
        yield "| occasions | when | at | limit | source |"
        yield "| --- | --- | --- | --- | --- |"
        for table in test.tables:
            yield from _table(test, table)
        yield ""


def _table(test: RuleTest, table: LimitTable) -> Iterator[str]:
    when = "; ".join(f"{key} {' or '.join(values)}" for key, values in table.when.items())
    for number, band in enumerate(table.bands):
        first = (", ".join(table.phases), when or "–") if number == 0 else ("", "")
        source = _table_source(table) if number == 0 else ""
        cells = (*first, _span(band), _limit(test, band), source)
        yield f"| {' | '.join(cells)} |"


def _table_source(table: LimitTable) -> str:
    said = f"{table.source.text} [{table.source.tag}]"
    others = (f"{phase}: {one.text} [{one.tag}]" for phase, one in table.sources_by_phase.items())
    return "; ".join([said, *others])


def _span(band: Band) -> str:
    parts = []
    if band.start is not None:
        parts.append(f"{'≥' if band.start_included else '>'} {spell(band.start)}")
    if band.end is not None:
        parts.append(f"{'≤' if band.end_included else '<'} {spell(band.end)}")
    return ", ".join(parts) or "everywhere"


def _limit(test: RuleTest, band: Band) -> str:
    unit = f" {test.limit_in}" if test.limit_in else ""
    said = _ends(band.min, band.max)
    if band.in_percent:
        base = "of it" if band.applied_to is None else f"of {spell(band.applied_to)}"
        said += f" % {base}"
    if band.at_end is not None:
        said += f", rising in a straight line to {_ends(*band.at_end)}"
    if band.every is not None:
        said += f", and {spell(band.adds)} more for each {spell(band.every)} begun"
    if band.round_to is not None:
        how = "up" if band.round_up else "half to even"
        said += f", rounded to {spell(band.round_to)} ({how})"
    return said + unit


def _ends(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return f"±{high}" if -low == high else f"{low} … +{high}"


def _constants(rule: Rule) -> Iterator[str]:
    yield "### Constants\n"
    yield "| constant | values | clause | source |"
    yield "| --- | --- | --- | --- |"
    for name, constant in rule.data["constants"].items():
        values = ", ".join(_value(key, value) for key, value in constant["values"].items())
        source = rule.data["sources"][constant["source"]]
        yield f"| {name} | {values} | {constant['clause']} | {source['text']} [{source['tag']}] |"
    yield ""


def _value(key: str, value: Any) -> str:
    return str(value) if key == "value" else f"{key} {value}"


def _groups(rule: Rule) -> Iterator[str]:
    yield "### Noted beside the readings\n"
    yield "| group | checks | entries | source |"
    yield "| --- | --- | --- | --- |"
    for group in rule.procedure["groups"]:
        source = rule.data["sources"][group["source"]]
        cells = (
            f"{group['label']['en']} · {group['label']['zh']}",
            ", ".join(group.get("checks", ())) or "–",
            ", ".join(map(_entry, group.get("particulars", ()))) or "–",
            f"{source['text']} [{source['tag']}]",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _entry(particular: Mapping[str, Any]) -> str:
    """Name an entry, and mark one that is compared with the register."""
    return f"{particular['id']}*" if "register" in particular else str(particular["id"])


def _open(rule: Rule) -> Iterator[str]:
    unread: Mapping[str, Mapping[str, str]] = {
        name: source for name, source in rule.data["sources"].items() if source["tag"] not in READ
    }
    yield "### Still to be verified by a person\n"
    if not unread:
        yield "Nothing.\n"
        return
    for name, source in unread.items():
        used = ", ".join(_users(rule, name))
        yield f"- {used}: {source['text']} [{source['tag']}]"
    yield ""


def _users(rule: Rule, source: str) -> Iterator[str]:
    """Name what rests on a source."""
    for name, test in rule.data["tests"].items():
        if test["calculation"]["source"] == source:
            yield f"how {name} is computed"
        if any(table["source"] == source for table in test.get("limits", ())):
            yield f"limits of {name}"
    for name, constant in rule.data["constants"].items():
        if constant["source"] == source:
            yield name
    if rule.data["procedure"]["source"] == source:
        yield "the procedure"
    for group in rule.procedure.get("groups", ()):
        if group["source"] == source:
            yield f"what is noted in the group {group['id']}"
