"""The world that agents share: one day in the order it happens (read `day` first), driven from Python by `simulation`.

Takes a `Setting`; gives a world that runs, forks into regimes and is read through `ledger`. `model` is its Mesa face,
the only module besides `mesa_agents` that brings Mesa along, so modules are imported one by one.
"""
