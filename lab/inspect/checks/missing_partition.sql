with parent as (
    select p.partrelid, p.partdefid, c.relname, n.nspname
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
       concat_ws('; ',
                 case when f.rows > 0 then format('the default partition holds %s rows', f.rows) end,
                 case when late.late then format('the last partition ends on %s', r.ends::date) end) as detail
  from parent p
  left join range r on r.partrelid = p.partrelid
  left join lateral (
       select greatest(s.n_live_tup, d.reltuples::bigint, 0) as rows
         from pg_class d left join pg_stat_user_tables s on s.relid = d.oid
        where d.oid = p.partdefid) f on true
 cross join lateral (
       select not coalesce(r.endless, false)
              and (r.ends is null or r.ends < now() + least(interval '7 days', r.width)) as late) late
 where f.rows > 0 or late.late
 order by 2, 3
