select 'constraint' as kind, conname::text as name, connamespace::regnamespace::text as schema
  from pg_constraint where not convalidated
