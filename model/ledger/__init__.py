"""What is counted, and how it is read.

Behaviours count into fixed point (`counting`, `funnel`, `happenings`); from above a world is read through a `Reading`
and its `Log`; an outcome is one entry in `outcomes`. `world` is made of `measures`, so modules are imported one by
one.
"""
