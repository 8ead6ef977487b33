"""Plans a pilot: what a trial of a regime in a place would find, how often it would be wrong, what it costs and is worth.

Takes a place, a regime and a design (`ask`); gives a `Pilot`. People, base rates, clusters and timing come from worlds of the
model (`pool`), by the machinery of replayed trials. Loads pandas, so that modules are imported one by one.
"""
