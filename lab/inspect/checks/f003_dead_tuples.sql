select 'table' as kind, n.nspname as schema, c.relname as name,
       format('%s dead of %s rows%s', s.n_dead_tup, s.n_live_tup + s.n_dead_tup,
              case when o.off then ', autovacuum is off' else '' end) as detail
  from pg_stat_user_tables s
  join pg_class c on c.oid = s.relid
  join pg_namespace n on n.oid = c.relnamespace
 cross join lateral (
       select coalesce(bool_or(option_name = 'autovacuum_enabled' and not option_value::boolean), false) as off
         from pg_options_to_table(c.reloptions) where option_name = 'autovacuum_enabled') o
 cross join lateral (
       select coalesce(max(option_value::float8) filter (where option_name = 'autovacuum_vacuum_threshold'),
                       current_setting('autovacuum_vacuum_threshold')::float8)
              + greatest(c.reltuples, 0)
              * coalesce(max(option_value::float8)
                         filter (where option_name = 'autovacuum_vacuum_scale_factor'),
                         current_setting('autovacuum_vacuum_scale_factor')::float8) as trigger
         from pg_options_to_table(c.reloptions)) v
 where n.nspname <> 'lab'
   and ((s.n_dead_tup >= 100000 and s.n_dead_tup >= 0.2 * (s.n_live_tup + s.n_dead_tup))
        or (s.n_live_tup + s.n_dead_tup >= 10000 
            and (o.off or (s.n_dead_tup > 2 * v.trigger and s.n_mod_since_analyze < s.n_dead_tup))))
 order by 2, 3
