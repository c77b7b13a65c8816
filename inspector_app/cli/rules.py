"""`inspector rules`: every rule with its edition, its source and how far that can be trusted."""

import argparse
import json
from typing import Any

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.describing import describe_rules


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser of `inspector`."""
    parser = subparsers.add_parser("rules", help="list the rules with sources and status")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the list as JSON")
    form.add_argument(
        "--markdown", action="store_true", help="print every limit with its source, as Markdown"
    )


def run(args: argparse.Namespace) -> int:
    """Print the rulebook."""
    rules = load_rulebook().values()
    if args.json:
        print(json.dumps([_as_json(rule) for rule in rules], indent=2))
        return 0
    if args.markdown:
        print(describe_rules(rules), end="")
        return 0
    for rule in rules:
        since = f"in force from {rule.in_force_from}" if rule.in_force_from else "in force"
        until = f" to {rule.in_force_to}" if rule.in_force_to else ""
        print(f"{rule.id}  {rule.title['en']}")
        print(f"  {rule.edition}, {since}{until}; {', '.join(rule.phases)}")
        print(f"  {rule.status}, weakest source {rule.tag}")
    return 0


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": dict(rule.title),
        "edition": rule.edition,
        "jurisdiction": rule.jurisdiction,
        "instrument_kind": rule.instrument_kind,
        "in_force": {
            "from": rule.in_force_from.isoformat() if rule.in_force_from else None,
            "to": rule.in_force_to.isoformat() if rule.in_force_to else None,
        },
        "phases": list(rule.phases),
        "source": "; ".join(f"{source.text} [{source.tag}]" for source in rule.sources),
        "tag": rule.tag,
        "status": rule.status,
        "sha256": rule.sha256,
    }
