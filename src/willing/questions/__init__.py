"""One module per question a user asks; each puts the rooms below together and returns a frozen answer."""
