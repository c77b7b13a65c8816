"""Tag sheets: stocks in millimetres, the arrangement of a label, drawing at true size into a PDF.

Lengths ending in `_mm` are on paper; all others are dots of 600 to the inch, whole numbers, so that
every module of a code begins and ends on a dot of the printer.
"""
