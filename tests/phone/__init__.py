"""The app's own sync code under Node, against the real server behind a network that goes wrong.

A schedule is made from its seed: what the people of one neighbourhood do on their phones, what becomes of
the network, of phones and of the server meanwhile. When it is quiet again, `invariants` looks at everything.
A seed that fails prints itself and its steps, and runs alone with `python -m tests.phone --seed N`.
"""
