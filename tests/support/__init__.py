"""What the tests stand on: real databases, an API client, and factories."""
