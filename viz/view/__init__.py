"""The interactive view: `app` lists the pages, `shell` stands around them, `serve` starts and guards the server.

The only room that knows Solara. Its modules are imported one by one, since most of them draw.
"""
