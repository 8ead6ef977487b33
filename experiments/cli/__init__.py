"""The command line: `app` and one module a command.

Takes words; gives an exit code, and one sentence for whatever is wrong. What a command needs is loaded when it is given.
"""
