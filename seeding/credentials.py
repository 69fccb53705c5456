"""The password hash that seeded users share.

One for all because argon2 is slow by design: 5,000 hashes would take longer than the whole seed. Made by
`argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash("taskpilot-demo")`.
"""

DEMO_PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$aSzO9v3664pJO4GmDWLlHA$u7OYWvEeWN+pnftc4i6i8yB9XTVeKkAC4aPTXRTZ2qQ"
)
