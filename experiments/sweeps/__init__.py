"""What a sweep found: every combination of what was decided, beside the reference, and whether what was varied matters.

Takes a design (`sweep`); gives an answer with its table, sentences and pictures. Nothing is imported here: the answer comes with
the charts, which only some need.
"""
