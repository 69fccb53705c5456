-- No issue has absurdly many comments.
-- between 10 and 1000
select max(comment_count) from issues
