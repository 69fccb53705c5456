with sequences as (
    select s.seqrelid, s.seqmax, pg_sequence_last_value(s.seqrelid) as last_value
      from pg_sequence s
     where s.seqincrement > 0 and not s.seqcycle
),
uses as (
    select objid as seqrelid, refobjid as relid, refobjsubid as number
      from pg_depend
     where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass
       and deptype in ('a', 'i') and refobjsubid > 0
    union
    select d.refobjid, ad.adrelid, ad.adnum
      from pg_attrdef ad
      join pg_depend d on d.classid = 'pg_attrdef'::regclass and d.objid = ad.oid
                      and d.refclassid = 'pg_class'::regclass
),
ends as (
    select s.seqrelid, a.attrelid, a.attname, s.last_value,
           least(s.seqmax, case a.atttypid when 'int2'::regtype then 32767
                                           when 'int4'::regtype then 2147483647
                                           else 9223372036854775807 end) as last_possible
      from sequences s
      left join uses u using (seqrelid)
      left join pg_attribute a on a.attrelid = u.relid and a.attnum = u.number
)
select last_value, last_possible
  from ends
 where case when cast(:column as text) is null
            then seqrelid = cast(:relation as regclass)
            else attrelid = cast(:relation as regclass) and attname = :column end
 order by last_possible
 limit 1
