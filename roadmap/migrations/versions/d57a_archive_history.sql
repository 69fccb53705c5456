-- The detached partition goes, and an empty one takes its place: a late entry with an old date is not refused.
do $$
declare
    options text := (select array_to_string(reloptions, ', ') from pg_class where oid = 'activity_log_history'::regclass);
    bound text := (select min((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'FROM \(''([^'']+)''\)'))[1]::timestamptz)
                     from pg_inherits h join pg_class c on c.oid = h.inhrelid
                    where h.inhparent = 'activity_log'::regclass);
begin
    drop table activity_log_history;
    execute format('create table activity_log_history (like activity_log including defaults including constraints'
                   ' including storage including compression) %s', coalesce('with (' || options || ')', ''));
    execute format('alter table activity_log attach partition activity_log_history for values from (minvalue) to (%L)',
                   bound);
end $$
