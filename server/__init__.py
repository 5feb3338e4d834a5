"""The HTTP edge: the GraphQL view, limits, health, metrics and logs. No business rule."""
