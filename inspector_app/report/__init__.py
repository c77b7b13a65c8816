"""The report of an inspection: a page for the trader, made from the sealed body and its photos.

Pure over these: no store, no clock, no network. Tablet and office print the same bytes of the same
record.
"""
