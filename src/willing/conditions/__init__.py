"""WHEN IT HOLDS: the language of conditions, and its readings: text, English, truth, answer sets."""
