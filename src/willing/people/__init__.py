"""WHO IS HERE: accounts, sessions, invitations and tokens."""
