"""What changed since: the difference between two kept comparisons, split into engine, evidence, what you changed, and luck.

Takes two numbers of the store; gives a `Since`, whose steps sum to the whole difference. What is between the two is computed
by ordinary comparisons, which the store keeps like any others.
"""
