"""Lives one by one and day by day: what happened to a person under each regime, and two regimes played side by side.

Takes a plan; gives `Journeys`, happenings in words, and what is seen on a day. Its modules come with pandas and are
imported one by one.
"""
