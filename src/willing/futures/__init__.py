"""ALL SCENARIOS AT ONCE: a setting compiled to straight-line bit operations, one bit per scenario."""
