"""What an attacker tries on the whole server, rather than on one room of it."""
