select 'table' as kind, n.nspname as schema, c.relname as name,
       format('disabled: %s', string_agg(distinct coalesce(k.conname, t.tgname), ', ')) as detail
  from pg_trigger t
  join pg_class c on c.oid = t.tgrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_constraint k on k.oid = t.tgconstraint
 where t.tgenabled = 'D'
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
 group by n.nspname, c.relname
 order by 2, 3
