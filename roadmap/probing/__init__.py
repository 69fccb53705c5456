"""What several probes share: SQL beside its reader, plans, copies that are rolled back."""
