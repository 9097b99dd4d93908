"""WHAT MAY BE DONE AND WHAT FOLLOWS: events, permissions, acts, and what each of those present sees."""
