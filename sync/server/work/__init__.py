"""What the office does: pure judgement first, then the shell that carries it out.

Functions here take an `Office` and plain values; they know neither HTTP nor SQL.
"""
