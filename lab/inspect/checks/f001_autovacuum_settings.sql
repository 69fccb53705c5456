with option as (
    select c.oid, c.relname, c.relkind, c.relnamespace, c.reltuples, o.option_name, o.option_value
      from pg_class c, pg_options_to_table(c.reloptions) o
     where c.relkind in ('r', 'm', 't') and o.option_name like 'autovacuum%'
), owner as (
    select t.oid as toast, c.relname, c.relnamespace
      from pg_class c join pg_class t on t.oid = c.reltoastrelid
), trigger as (
    select oid, relname, relnamespace, reltuples,
           coalesce(max(option_value::float8) filter (where option_name = 'autovacuum_vacuum_threshold'),
                    current_setting('autovacuum_vacuum_threshold')::float8)
           + reltuples
           * coalesce(max(option_value::float8) filter (where option_name = 'autovacuum_vacuum_scale_factor'),
                      current_setting('autovacuum_vacuum_scale_factor')::float8) as own,
           current_setting('autovacuum_vacuum_threshold')::float8
           + reltuples * current_setting('autovacuum_vacuum_scale_factor')::float8 as usual
      from option
     where relkind <> 't' and reltuples >= 10000
     group by oid, relname, relnamespace, reltuples
), trouble as (
    select coalesce(o.relname, p.relname) as name, coalesce(o.relnamespace, p.relnamespace) as namespace,
           case when p.relkind = 't' then 'autovacuum is off for its TOAST table'
                else 'autovacuum is off' end as detail
      from option p left join owner o on o.toast = p.oid
     where p.option_name = 'autovacuum_enabled' and not p.option_value::boolean
    union all
    select relname, relnamespace, 'vacuums without a cost delay'
      from option
     where option_name = 'autovacuum_vacuum_cost_delay' and option_value::float8 = 0
    union all
    select relname, relnamespace,
           format('vacuumed only from %s dead rows on; the default would be %s', own::bigint, usual::bigint)
      from trigger
     where own >= 2 * usual
)
select 'table' as kind, n.nspname as schema, t.name, null as "table", string_agg(t.detail, '; ') as detail
  from trouble t
  join pg_namespace n on n.oid = t.namespace
 where n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
 group by n.nspname, t.name
union all
select 'database', null, current_database(), null, format('%s is off on the server', name)
  from pg_settings
 where name in ('autovacuum', 'track_counts') and setting = 'off'
 order by 1, 2, 3
