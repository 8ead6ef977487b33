"""Who acts: the records of all agents in `records`, and one module of behaviour for each kind.

Behaviours are small pure functions over records, compiled into kernels by `engine`; `chance` draws keyed luck,
`arithmetic` gives the same bits everywhere. Kernels name the functions they call, so modules are imported one by one.
"""
