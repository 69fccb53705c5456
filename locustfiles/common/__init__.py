"""What the personas, custom users and shapes share: session, steps, dial, latency, gates."""
