select quote_ident(l.attname) as leading, s.idx_scan as scans,
       (select array_agg(quote_ident(a.attname))
          from pg_depend d
          join pg_attribute a on a.attrelid = x.indrelid and a.attnum = d.refobjsubid
         where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid
           and d.refclassid = 'pg_class'::regclass and d.refobjid = x.indrelid and d.refobjsubid > 0
           and a.attnum <> all (x.indkey::int2[])) as columns
  from pg_index x
  join pg_attribute l on l.attrelid = x.indrelid and l.attnum = x.indkey[0]
  join pg_stat_user_indexes s on s.indexrelid = x.indexrelid
 where x.indrelid = :table and x.indisvalid and x.indpred is not null
