"""Which mix of doors, programmes and posts is best under a yearly budget, and when mixes cannot be told apart.

Takes a place, a budget and an objective (`ask`); gives a `Mix`, whose every number comes from ordinary comparisons.
"""
