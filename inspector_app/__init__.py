"""The inspector's tablet: scan a tag, check seals, take readings, know the verdict, hand it in."""

__version__ = "0.1.0"
