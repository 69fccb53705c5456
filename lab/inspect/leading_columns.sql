select quote_ident(a.attname) as column, min(i.relname::text) as index
  from pg_index x
  join pg_class i on i.oid = x.indexrelid
  join pg_am m on m.oid = i.relam and m.amname = 'btree'
  join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
 where x.indrelid = :table and x.indisvalid
 group by a.attname
