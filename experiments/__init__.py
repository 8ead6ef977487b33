"""Many runs and what they say.

From below: `measures`, `plans`, `designs`, `store`, `statistics`, `runs`, `lives`, `validation`, `answers`, then `compare`,
`sensitivity`, `calibration` and `trials`, then `reports` and `exports`, and on top the command line, `cli`.
"""
