-- Makes the weeks of issue_views that are missing, up to a moment; returns how many.
create function make_issue_view_weeks(until timestamptz) returns integer language plpgsql as $$
declare
    week timestamptz := (select max((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)'''))[1]::timestamptz)
                           from pg_inherits h join pg_class c on c.oid = h.inhrelid
                          where h.inhparent = 'issue_views'::regclass);
    made integer := 0;
begin
    while week < until loop
        execute format('create table %I partition of issue_views for values from (%L) to (%L)',
                       'issue_views_' || to_char(week at time zone 'UTC', 'IYYY_IW'), week, week + interval '7 days');
        week := week + interval '7 days';
        made := made + 1;
    end loop;
    return made;
end $$;

-- The first weeks: from eight weeks before the newest activity to the end of this one.
do $$
declare
    newest timestamptz := coalesce((select created_at from activity_log order by id desc limit 1), now());
    week timestamptz := date_trunc('week', newest, 'UTC') - interval '56 days';
begin
    execute format('create table %I partition of issue_views for values from (%L) to (%L)',
                   'issue_views_' || to_char(week at time zone 'UTC', 'IYYY_IW'), week, week + interval '7 days');
    perform make_issue_view_weeks(date_trunc('week', greatest(now(), newest), 'UTC') + interval '7 days');
end $$
