"""The office's pages, rendered here and complete without any script: what came in, from whom.

`pages` holds the routes, `access` says who may see them, the rest turns what the server holds into
what a template shows. Pages only read.
"""
