"""The regulations as data, one file a rule and edition, and the loader that refuses unsound ones.

A rule for another place with a formula that `metrology.methods` knows is one more file in `data/`.
"""

from inspector_app.rulebook.book import Rulebook, load_rulebook
from inspector_app.rulebook.loading import BadRuleData

__all__ = ["BadRuleData", "Rulebook", "load_rulebook"]
