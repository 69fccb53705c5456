"""A statement for each check that makes it fail, as little as possible."""

STRANGER = "(select max(id) from users)"

PLANTED = {
    "closed_when_closed": "update issues set closed_at = null where status = 'done'",
    "comment_counts": "delete from comments where id = 1",
    "field_history": "update issues set estimate = 13 where id = (select issue_id from activity_log"
    " where changes ? 'estimate' order by id limit 1)",
    "internal_comments": "update comments set is_internal = true",
    "ids_follow_time": "update comments set created_at = created_at - interval '1 year' where mod(id, 9) = 0",
    "nothing_from_the_future": "update issues set updated_at = now() + interval '1 day' where id = 1",
    "numbers_are_dense": "update issues set number = number + 1000 where id = 1",
    "numbers_follow_time": "update issues set created_at = created_at + interval '3 years' where number = 1",
    "one_creation": "delete from activity_log where action = 'issue.created' and organization_id = 1",
    "status_history": "update issues set status = 'in_review' where status = 'done'",
    "tenants_of_activity": f"update activity_log set user_id = {STRANGER} where organization_id = 1",
    "tenants_of_children": f"update attachments set user_id = {STRANGER}",
    "tenants_of_comments": f"update comments set user_id = {STRANGER} where user_id = 1",
    "tenants_of_issues": f"update issues set assignee_id = {STRANGER} where organization_id = 1",
    "tenants_of_notifications": f"update notifications set user_id = {STRANGER} where user_id = 1",
    "times_of_children": "update comments set created_at = created_at - interval '3 years' where id = 1",
    "times_of_issues": "update issues set started_at = created_at - interval '1 day'",
    "versions": "update issues set version = 0",
    "open_issues": "update issues set status = 'done'",
    "largest_tenant": "update issues set organization_id = 1 + mod(id, 3)",
    "largest_projects": "update issues set project_id = 1, number = id + 1000000",
    "busiest_authors": "update comments set user_id = 1",
    "hottest_issues": "update issues set comment_count = 4",
    "most_comments": "update issues set comment_count = 5000 where id = 1",
    "description_bytes": "update issues set description = 'short'",
    "comment_bytes": "update comments set body = 'short'",
    "activity_bytes": "update activity_log set changes = '{}'",
    "metadata_shapes": "update issues set metadata = '{}'",
    "weekend_share": "update issues set created_at = '2025-06-01 12:00+00'",
    "night_share": "update issues set created_at = '2025-06-03 02:00+00'",
    "read_notifications": "update notifications set read_at = null",
    "physical_order": "create table ordered as select * from comments; truncate comments;"
    " insert into comments select * from ordered order by created_at, id; analyze comments",
}
