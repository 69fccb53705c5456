-- closed_at is set exactly on done and cancelled issues; started_at on all that were worked on.
select count(*)
  from issues
 where (closed_at is not null) <> (status in ('done', 'cancelled'))
    or started_at is null and status in ('in_progress', 'in_review', 'done')
