"""GraphQL over sockets: the protocol graphql-transport-ws, message by message."""
