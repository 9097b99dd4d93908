"""Other clocks that run through a plan by the same rules on the same draws; none is used by the package."""
