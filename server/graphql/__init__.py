"""GraphQL over HTTP and over sockets: how it is asked, run and answered."""
