"""What to simulate: the vocabulary, every parameter, places, programmes and regimes as data, and scenario files.

Takes YAML files, the library's or the user's own; gives checked items and refuses the rest in one sentence with file,
line and field. The lowest floor: nothing here knows how a run goes. Its modules are imported one by one, so that a
vocabulary is there without the schema.
"""
