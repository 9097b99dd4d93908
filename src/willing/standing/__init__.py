"""WHO STANDS in one scenario: fixpoints, groups that must sign together, explanations and repairs."""
