"""The verbs of a pause's life, in order: open, show, submit, expire, cancel, and send what is owed.

Each is a plain synchronous function over a `UnitOfWork` and one transaction; none does I/O of its own. They run off
the event loop, in the store's threads.
"""
