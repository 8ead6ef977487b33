"""The public calls behind the commands, and their answers as a notebook shows them: tables, pictures and sentences.

Core objects: `compare`, `sensitivity`, `calibrate` and `validate`. Rooms below know no pictures, so that what draws an answer is
added here.
"""
