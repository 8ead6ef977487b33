"""Many runs and what they say.

From below: `measures`, `plans`, `designs`, `store`, `statistics`, `runs`, `lives`, `validation`, `answers`, then `compare`,
`sensitivity`, `calibration` and `trials`, then `faces` and `sweeps`, whose answers draw themselves, then `mix`, `pilot`,
`reports` and `exports`, then `memo` and `since`, and on top the command line, `cli`.
"""
