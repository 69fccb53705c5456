"""The requests that the load guide names."""

GUIDE = (
    "GET /api/v1/projects",
    "GET /api/v1/projects/[id]/issues",
    "GET /api/v1/issues/[id]",
    "POST /api/v1/issues",
    "POST /api/v1/issues/[id]/comments",
    "PATCH /api/v1/issues/[id]",
    "GET /api/v1/search",
    "GET /api/v1/internal/sla/check",
    "GET /api/v1/internal/webhooks/pending",
    "GET /api/v1/internal/recurring/due",
    "GET /api/v1/internal/metrics/aggregate",
    "GET /api/v1/analytics/organization",
    "GET /api/v1/analytics/projects/[id]/velocity",
    "GET /api/v1/analytics/workload",
    "GET /api/v1/activity",
)
