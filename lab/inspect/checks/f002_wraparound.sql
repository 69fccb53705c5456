select 'table' as kind, n.nspname as schema, c.relname as name,
       format('%s transactions old, autovacuum should freeze it at %s', age(c.relfrozenxid), o.freeze_max_age)
           as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral (
       select least(min(option_value::int), current_setting('autovacuum_freeze_max_age')::int)
                  as freeze_max_age
         from pg_options_to_table(c.reloptions) where option_name = 'autovacuum_freeze_max_age') o
 where c.relkind in ('r', 'm')
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and age(c.relfrozenxid) >= o.freeze_max_age
 order by 2, 3
