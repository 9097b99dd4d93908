"""From pledges to a force: what can be kept up, which unit serves where and when, and whether that survives."""
