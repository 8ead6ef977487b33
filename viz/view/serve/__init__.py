"""Starts the server, guards it and tells the pages what they must know."""
