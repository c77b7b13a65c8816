"""The demo city: an invented registry to try the product with; no real place, firm or person.

Everything but `filling` is pure: a seeded generator and a day go in, rows of reference data come
out, and the same seed and day always give the same city. Rows keep the columns of an import.
"""
