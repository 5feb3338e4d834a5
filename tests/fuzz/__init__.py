"""Fuzzing by schemathesis, apart from the ordinary tests: `make fuzz`."""
