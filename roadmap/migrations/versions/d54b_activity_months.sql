-- Makes the months of activity_log that are missing, up to some months after now and after the newest row.
-- A month is made beside the log and then attached: that locks out neither readers nor writers.
create function make_activity_months(ahead integer) returns integer language plpgsql as $$
declare
    newest timestamptz := greatest(now(), (select created_at from activity_log order by id desc limit 1));
    month timestamp := (select max((regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)'''))[1]::timestamptz)
                          from pg_inherits h join pg_class c on c.oid = h.inhrelid
                         where h.inhparent = 'activity_log'::regclass) at time zone 'UTC';
    options text := (select array_to_string(c.reloptions, ', ')
                       from pg_inherits h join pg_class c on c.oid = h.inhrelid
                      where h.inhparent = 'activity_log'::regclass order by c.oid desc limit 1);
    name text;
    made integer := 0;
begin
    if month >= newest at time zone 'UTC' + ahead * interval '1 month'
            or not pg_try_advisory_xact_lock(hashtext('make_activity_months')) then
        return made;
    end if;
    while month < newest at time zone 'UTC' + ahead * interval '1 month' loop
        name := 'activity_log_' || to_char(month, 'YYYY_MM');
        execute format('create table %I (like activity_log including defaults including constraints including storage'
                       ' including compression) %s', name, coalesce('with (' || options || ')', ''));
        execute format('alter table activity_log attach partition %I for values from (%L) to (%L)',
                       name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        month := month + interval '1 month';
        made := made + 1;
    end loop;
    return made;
end $$
