"""The canvas: a function from values to a picture, and from gestures to patches.

Nothing in here imports the session, the runner, the registry or asyncio, and nothing is kept that
could not be thrown away and worked out again.
"""
