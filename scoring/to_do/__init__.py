"""What waits for somebody in this room (``kpi_portal.lib.to_do``)."""
