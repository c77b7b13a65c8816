"""What tablet and server must agree on. Pure: no file, no clock, no network, no framework.

Here live the sealed record, its hash chain, signatures and receipts, the messages of the wire and
their limits, and the table of problems. Both halves import it; it imports neither.
"""
