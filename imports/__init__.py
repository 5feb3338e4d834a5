"""People who move in from another system, with the passwords that they have."""
