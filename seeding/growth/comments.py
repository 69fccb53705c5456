"""New comments, which also count themselves on their issue, and rewritten ones."""

from seeding.growth.batch import Batch, Event
from seeding.growth.people import draws_of
from seeding.growth.targets import locked, some_issues
from seeding.splits import drawn, lognormal
from seeding.tables.comments import BODY

COLUMNS = "id, issue_id, user_id, created_at, updated_at, is_internal, body"
COUNT = """
    update issues i
       set comment_count = i.comment_count + u.n, updated_at = greatest(i.updated_at, u.at)
      from unnest(%s::bigint[], %s::integer[], %s::timestamptz[]) as u(id, n, at)
     where i.id = u.id
"""
EDIT = """
    update comments c
       set body = c.body || u.more, updated_at = greatest(c.updated_at, c.created_at, u.at)
      from unnest(%s::bigint[], %s::text[], %s::timestamptz[]) as u(id, more, at), issues i
     where c.id = u.id and i.id = c.issue_id and i.organization_id = any(%s)
    returning c.id, c.issue_id, c.user_id, i.organization_id, u.at
"""
PER_ISSUE = 3
INTERNAL_PERMILLE = 100
STATEMENT_ROWS = 500
MORE = lognormal(90, 0.3, 40, 200)


def add_comments(batch: Batch) -> dict[str, int]:
    """Add the batch's comments to recent issues, up to a few on the same one."""
    n = batch.amounts.comments
    targets = locked(batch, some_issues(batch, "comments", -(-n // PER_ISSUE)))
    if not targets or n == 0:
        return {}
    draws = batch.draws("comment rows")
    chosen = [targets[i] for i in draws.below(len(targets), n).tolist()]
    ids, times = batch.ids("comments", n), batch.times(draws, n)
    bodies = batch.texts(batch.prose, drawn(BODY, draws, n))
    internal = draws.chance(INTERNAL_PERMILLE, n).tolist()
    rows, last, count = [], {}, dict[int, int]()
    for i, (target, draw) in enumerate(zip(chosen, draws_of(draws, n), strict=True)):
        user = target.reporter_id if draw % 3 == 0 else batch.people.someone(target.organization_id, draw)
        hidden = internal[i] and user in batch.people.members
        rows.append((ids[i], target.id, user, times[i], times[i], hidden, bodies[i]))
        last[target.id], count[target.id] = times[i], count.get(target.id, 0) + 1
        about = f'{target.about(batch.people.keys[target.project_id])}, "comment_id": {ids[i]}'
        said = f'"comment_id": {ids[i]}, "is_internal": {str(hidden).lower()}'
        batch.events.append(Event(
            target.organization_id, target.id, user, times[i], "comment.created", said, about,
            (target.assignee_id, target.reporter_id), "issue_commented",
        ))  # fmt: skip
    batch.copy("comments", COLUMNS, rows)
    touched = sorted(count)
    for begin in range(0, len(touched), STATEMENT_ROWS):
        some = touched[begin : begin + STATEMENT_ROWS]
        batch.cursor.execute(COUNT, (some, [count[i] for i in some], [last[i] for i in some]))
    return {"comments": n}


def edit_comments(batch: Batch) -> dict[str, int]:
    """Add a sentence to as many comments as the log still has room for."""
    n = batch.amounts.activity - len(batch.events)
    if n <= 0 or batch.amounts.edits == 0:
        return {}
    draws = batch.draws("edits")
    last = batch.last_id("comments")
    picked = [last - (last * (draw * draw >> 31) >> 31) for draw in draws_of(draws, 3 * n)]
    batch.cursor.execute(
        "select id from comments where id = any(%s) and created_at <= %s", (picked, batch.begins)
    )
    ids = [row[0] for row in batch.cursor.fetchall()][:n]
    more = [f" {text}" for text in batch.texts(batch.flat, drawn(MORE, draws, len(ids)))]
    times = batch.times(draws, len(ids))
    done = 0
    for begin in range(0, len(ids), STATEMENT_ROWS):
        part = slice(begin, begin + STATEMENT_ROWS)
        batch.cursor.execute(EDIT, (ids[part], more[part], times[part], list(batch.people.users)))
        for comment, issue, user, organization, at in batch.cursor.fetchall():
            said = f'"comment_id": {comment}, "issue_id": {issue}'
            batch.events.append(Event(organization, issue, user, at, "comment.updated", said, said))
            done += 1
    return {"comment edits": done}
