"""Who signs an inspection, and who has: each signature belongs to what stood there when given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Role(Enum):
    """As whom somebody signs."""

    OFFICER = "officer"
    TRADER = "trader"
    WITNESS = "witness"


REFUSALS = ("disagrees", "absent", "no_reason", "other")
"""Why a trader does not sign."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of a draft that belongs to what stands in it now."""

    name: str
    kind: str  # "drawn", "typed" or "refused"
    at: datetime
    reason: str = ""  # one of REFUSALS
    note: str = ""
    no_witness: bool = False


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is to sign; `key` finds them in the draft."""

    key: str
    role: Role
    name: str  # '' while it is not known
    certificate: str = ""
    signature: Signature | None = None
    dropped: bool = False  # signed what has been changed since
    again: bool = False  # signed here before today, and may sign alike with one tap


@dataclass(frozen=True, slots=True)
class Signing:
    """All who sign a draft, in the order in which they are asked."""

    signers: tuple[Signer, ...]

    @property
    def missing(self) -> tuple[Signer, ...]:
        """Those who have neither signed nor refused."""
        return tuple(signer for signer in self.signers if signer.signature is None)

    @property
    def by_key(self) -> Mapping[str, Signer]:
        """Every signer by the key."""
        return {signer.key: signer for signer in self.signers}
