"""The office's half of sync: it keeps whatever it is given, and says so with a signed receipt.

`resources` speak HTTP, `work` decides and carries out, `tables` hold the only SQL, `cli` the
commands. Of the app it imports the pure parts alone; of the tablet's half nothing.
"""
