"""The editor of a draft: what is typed becomes the document, nothing typed is lost, a draft may hold any sum."""
