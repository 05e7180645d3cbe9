"""The running service under attack and under load: `python -m bench.stress.chaos`, `python -m bench.stress.load`."""
