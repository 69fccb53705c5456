"""What the jobs are doing: queue, workers, scheduler, outbox, next runs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from redis import Redis
from rq.cron import CronScheduler
from rq.worker import Worker
from sqlalchemy import Engine, text

from webapp.jobs.leader import holder
from webapp.jobs.queue import QUEUE, JobQueue

SILENT_WORKER_IS_GONE = timedelta(seconds=30)

OUTBOX = text("""
select count(*) filter (where status = 'pending') as waiting,
    count(*) filter (where status = 'pending' and next_attempt_at <= now()) as due,
    count(*) filter (where status = 'dead') as dead
from webhook_deliveries
where status in ('pending', 'dead')
""")


def status(connection: Redis, engine: Engine) -> dict[str, Any]:
    """Counts and times, ready for JSON."""
    with engine.connect() as database:
        outbox = dict(database.execute(OUTBOX).mappings().one())
    return {
        "queue": jobs_by_state(JobQueue(QUEUE, connection=connection)),
        "workers": live_workers(connection),
        "scheduler": holder(connection),
        "outbox": outbox,
        "next": _next_runs(connection),
    }


def jobs_by_state(queue: JobQueue) -> dict[str, int]:
    """Jobs that wait, run and failed."""
    return {
        "waiting": queue.count,
        "running": queue.started_job_registry.get_job_count(cleanup=False),
        "failed": queue.failed_job_registry.get_job_count(cleanup=False),
    }


def live_workers(connection: Redis) -> list[dict[str, Any]]:
    """The workers that gave a sign of life lately."""
    alive = datetime.now(UTC) - SILENT_WORKER_IS_GONE
    return [
        {"pid": worker.pid, "host": worker.hostname, "state": worker.get_state()}
        for worker in Worker.all(connection=connection)
        if worker.last_heartbeat and worker.last_heartbeat > alive and worker.death_date is None
    ]


def _next_runs(connection: Redis) -> list[dict[str, str]]:
    leader = holder(connection)
    runs = [
        {"job": job.name, "at": job.next_enqueue_time.isoformat(timespec="seconds")}
        for scheduler in CronScheduler.all(connection)
        if leader is not None and (scheduler.hostname, scheduler.pid) == (leader["host"], leader["pid"])
        for job in scheduler.get_jobs()
        if job.next_enqueue_time
    ]
    return sorted(runs, key=lambda run: run["at"])
