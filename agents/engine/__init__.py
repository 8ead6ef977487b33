"""The compiler's workshop: how behaviours are compiled, kept and told apart.

Takes functions marked `@behaviour` and `@kernel`; gives compiled kernels from a cache of our own, and the digest of all that
decides a result (`hashing`, which needs no compiler and is imported by itself for that reason).
"""
