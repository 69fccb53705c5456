with fed as (
    select d.objid as sequence, d.refobjid as relation, d.refobjsubid as number
      from pg_depend d
     where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
       and d.deptype in ('a', 'i') and d.refobjsubid > 0
    union
    select d.refobjid, v.adrelid, v.adnum
      from pg_attrdef v
      join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = v.oid
                      and d.refclassid = 'pg_class'::regclass
      join pg_class s on s.oid = d.refobjid and s.relkind = 'S'
), known as (
    select c.oid, c.relname, n.nspname, q.seqmax,
           has_sequence_privilege(c.oid, 'usage, select') as readable
      from pg_sequence q
      join pg_class c on c.oid = q.seqrelid
      join pg_namespace n on n.oid = c.relnamespace
     where q.seqincrement > 0 and not q.seqcycle
       and n.nspname not like 'pg\_%' and n.nspname not in ('information_schema', 'lab')
)
select k.nspname as schema, k.relname::text as name, t.relname::text as "table", a.attname::text as column,
       k.readable,
       case when k.readable and has_schema_privilege(k.nspname, 'usage') then pg_sequence_last_value(k.oid) end
           as last,
       least(k.seqmax, case a.atttypid when 'int2'::regtype then 32767
                                       when 'int4'::regtype then 2147483647 end) as most
  from known k
  left join fed f on f.sequence = k.oid
  left join pg_class t on t.oid = f.relation
  left join pg_attribute a on a.attrelid = f.relation and a.attnum = f.number
 order by 1, 2, 3
