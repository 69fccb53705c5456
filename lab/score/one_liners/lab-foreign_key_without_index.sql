select 'constraint' as kind, f.conname::text as name, f.connamespace::regnamespace::text as schema,
       f.conrelid::regclass::text as "table"
  from pg_constraint f
 where f.contype = 'f' and not exists (
       select from pg_index x where x.indrelid = f.conrelid and x.indkey[0] = f.conkey[1])
