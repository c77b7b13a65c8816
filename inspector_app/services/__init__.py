"""What an inspector does, as plain synchronous functions.

A service gathers from the store and the devices, lets the pure packages decide, and writes the
result back. It knows no screen and prints nothing; it may block, so screens call it off their
event loop. What it gives back are the frozen values of `views`, or an error of `errors`.
"""
