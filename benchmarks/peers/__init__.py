"""Other ways to the same answers, to be timed beside ours; none is used by the package."""
