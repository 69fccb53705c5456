"""Delete what has served its time.

Idempotency keys answer retries for a day. A token that ran out is kept a month, so that its owner can see why
it stopped working. Of the failed jobs the newest are kept, for a day, to be looked at.
"""

from contextlib import suppress

from redis.exceptions import RedisError
from sqlalchemy import Connection, text

from webapp.jobs.database import bounded, engine, only_one
from webapp.jobs.queue import connect, forget_failed
from webapp.settings import settings

SCHEDULE = 60
REDIS_TIMEOUT_S = 5.0
AT_MOST = 20_000

KEYS = text("""
delete from idempotency_keys
where ctid = any (array(
    select ctid from idempotency_keys
    where created_at < now() - interval '1 day'
    order by created_at
    limit :at_most))
""")
TOKENS = text("delete from api_tokens where expires_at < now() - interval '30 days'")


def clean_up() -> str:
    """Delete old idempotency keys and tokens, and forget old failures."""
    _forget_failures()
    with only_one(engine(), "clean_up") as alone:
        if alone is None:
            return "another run is at it"
        with bounded(engine()) as connection:
            return delete_expired(connection)


def _forget_failures() -> None:
    url = settings().redis_url
    if url is not None:
        with suppress(RedisError), connect(url, REDIS_TIMEOUT_S) as redis:
            forget_failed(redis)


def delete_expired(connection: Connection) -> str:
    """Delete up to AT_MOST keys older than a day and the tokens that expired a month ago; says how many."""
    keys = connection.execute(KEYS, {"at_most": AT_MOST}).rowcount
    tokens = connection.execute(TOKENS).rowcount
    return f"{keys} idempotency keys, {tokens} tokens deleted"
