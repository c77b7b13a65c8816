"""Tags: what is printed on an instrument or a seal, and what a scanned text means. Pure.

An instrument's identifier, the link that its QR code holds, and the reading of any text. No
registry here: whether an instrument exists is for the services to say.
"""
