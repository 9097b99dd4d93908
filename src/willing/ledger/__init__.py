"""THE SHARED RECORD: append-only entries in hash chains, from which any past state is replayed."""
