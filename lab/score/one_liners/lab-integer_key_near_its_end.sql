select 'sequence' as kind, sequencename::text as name, schemaname::text as schema
  from pg_sequences where last_value > 0.75 * max_value
