with parent as (
    select p.partrelid, c.relname, n.nspname
      from pg_partitioned_table p
      join pg_class c on c.oid = p.partrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
     where p.partstrat = 'r' and p.partnatts = 1
       and a.atttypid in ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
       and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
), bound as (
    select h.inhparent as partrelid, pg_get_expr(c.relpartbound, c.oid) as words
      from pg_inherits h
      join pg_class c on c.oid = h.inhrelid
), range as (
    select partrelid, bool_or(words like '%TO (MAXVALUE)') as endless,
           max((regexp_match(words, $$TO \('([^']+)'\)$$))[1]::timestamptz) as ends,
           max((regexp_match(words, $$TO \('([^']+)'\)$$))[1]::timestamptz
               - (regexp_match(words, $$FROM \('([^']+)'\)$$))[1]::timestamptz) as width
      from bound
     group by partrelid
)
select 'table' as kind, p.nspname as schema, p.relname as name,
       coalesce(format('the last partition ends on %s', r.ends::date), 'no partition') as detail
  from parent p
  left join range r on r.partrelid = p.partrelid
 where not coalesce(r.endless, false)
   and (r.ends is null or r.ends < now() + least(interval '3 days', r.width))
 order by 2, 3
