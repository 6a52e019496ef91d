"""The database backend: a connection that is in one company's schema, as one company's role."""
