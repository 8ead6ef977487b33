"""Who acts: one module for each kind of agent, its record and its behaviour.

Behaviours are small pure functions over records, compiled into kernels by `engine`; `chance` draws keyed luck,
`arithmetic` gives the same bits everywhere. Kernels name the functions they call, so modules are imported one by one.
"""
