"""How a world is made: from a locality's words to people, teams, ties and tables of numbers.

Takes a locality, values and a catalogue (`build`); gives a `World` on the eve of day 0.
"""
