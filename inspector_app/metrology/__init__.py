"""The metrologist's half: a rule and an inspection's readings in, an outcome out.

Pure: no files, no clock, no logging, no wording for people. Every verdict of the product, on the
tablet and again on the server, is decided by `evaluation.evaluate` and nowhere else.
"""
