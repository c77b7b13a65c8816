"""Taking in the office's registry from CSV and XLSX files: all rows of a file, or none.

`sheets` reads lines of text, `parsing` and what it uses make rows of them and are pure, `taking`
compares them with the database and writes.
"""
