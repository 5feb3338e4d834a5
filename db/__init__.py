"""What is stored, and which rows a viewer may see. Knows SQLAlchemy; no GraphQL, no HTTP."""
