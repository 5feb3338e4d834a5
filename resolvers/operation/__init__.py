"""The operation under way: who asks, what it reads and writes, when others have their turn."""
