"""THE CONFERENCE on a screen: pages, the live stream, the HTTP interface and its operation."""
