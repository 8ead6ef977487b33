"""What is printed and written for people: one module a report, with its template where it is a document.

Takes an answer, or what was asked where it is worked out while somebody watches; prints it or gives a text. Reports are
imported one by one, so that a command loads its own alone.
"""
