"""A memo of what a comparison found, to put before a board: one content, five forms.

Takes a `Comparison`, kept or computed; gives a `Memo` (`content`), which a writer for each form puts into a file: `html`, `pdf`,
`docx`, `xlsx` and `pptx`. Every module is imported one by one: each writer loads a library of its own.
"""
