"""A small app that exists in tests only: what a new app must bring along, and nothing else."""
