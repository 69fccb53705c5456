select 'constraint' as kind, n.nspname as schema, k.conname as name, c.relname as "table",
       pg_get_constraintdef(k.oid) as detail
  from pg_constraint k
  join pg_class c on c.oid = k.conrelid
  join pg_namespace n on n.oid = c.relnamespace
 where not k.convalidated
   and coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
   and k.contype in ('c', 'f', 'n') and k.conparentid = 0
   and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
 order by 2, 4, 3
