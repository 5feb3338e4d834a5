"""GraphQL over HTTP: requests read, answers sent, whole or as streams."""
