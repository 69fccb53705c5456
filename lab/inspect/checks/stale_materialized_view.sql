with recursive under as (
    select c.oid as view, c.oid as relation
      from pg_class c
     where c.relkind = 'm'
    union
    select u.view, d.refobjid
      from under u
      join pg_rewrite r on r.ev_class = u.relation
      join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
                      and d.refclassid = 'pg_class'::regclass and d.refobjid <> u.relation
)
select 'table' as kind, n.nspname as schema, c.relname as name,
       case when c.relispopulated
            then format('refreshed %s transactions ago; %s changed by %s rows since the statistics began',
                        age(c.xmin), m.names, m.changed)
            else 'never filled' end as detail
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join lateral (
       select string_agg(s.relname::text, ', ' order by s.relname) as names,
              sum(s.n_tup_ins + s.n_tup_upd + s.n_tup_del) as changed,
              bool_or(s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0.1 * s.n_live_tup) as moved
         from under u
         join pg_stat_user_tables s on s.relid = u.relation
        where u.view = c.oid and u.relation <> c.oid) m on true
 where c.relkind = 'm'
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
   and (not c.relispopulated
        or (age(c.xmin) >= 2000 and coalesce(m.moved, false)
            and not exists (
                select from pg_stat_statements q
                 where q.query ~* format('refresh\s+materialized\s+view\s+concurrently\s+.*\m%s\M', c.relname))))
 order by 2, 3
