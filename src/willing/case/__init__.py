"""WHAT WAS SAID: the case format, its reading and writing, its state at a date, its faults and its oddities."""
