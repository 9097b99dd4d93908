"""Rotation planning beside other ways to plan."""
