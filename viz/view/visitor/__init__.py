"""What one visitor has before them: the scenario, its link and name, and what is being computed for it."""
