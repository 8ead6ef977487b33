"""One module for each version of the tables; those that were published are never edited."""
