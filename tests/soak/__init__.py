"""Faults and crashes with real processes: nothing lost, nothing doubled, each run prints its figures."""
