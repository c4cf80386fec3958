"""Everything that can go wrong between phones and the station, from one seed.

A *seed* makes one *schedule*: some people with their phones work, sync and are struck by faults, each at a
step of the agreement (`table.py`). Ids, clocks, network and faults come from ``random.Random(seed)``; there
are no threads and no real time, so that a seed always does the same. Then it becomes quiet, and everything
that the agreement promises is looked at (`promises.py`).

    make simulate SEEDS=10000
    python -m tests.simulation --seed 4711
"""
