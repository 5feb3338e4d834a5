"""GraphQL: `pipeline` is the way from parameters to an answer, and the rooms are its stations."""
