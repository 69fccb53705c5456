-- One partition for what is older than a year, one for each month since, and three ahead.
do $$
declare
    newest timestamptz := greatest(now(), (select created_at from activity_log order by id desc limit 1));
    month timestamp := date_trunc('month', least(now(), coalesce((select created_at from activity_log order by id desc limit 1), now()))
                                           at time zone 'UTC') - interval '12 months';
    options text := (select array_to_string(reloptions, ', ') from pg_class where oid = 'activity_log'::regclass);
begin
    options := coalesce('with (' || options || ')', '');
    execute format('create table activity_log_history partition of activity_log_next for values from (minvalue) to (%L) %s',
                   month at time zone 'UTC', options);
    while month < newest at time zone 'UTC' + interval '3 months' loop
        execute format('create table %I partition of activity_log_next for values from (%L) to (%L) %s',
                       'activity_log_' || to_char(month, 'YYYY_MM'), month at time zone 'UTC',
                       (month + interval '1 month') at time zone 'UTC', options);
        month := month + interval '1 month';
    end loop;
end $$
