"""The plan: who exists, from when on, and how many issues each project has made by any time.

Everything here is small (a few numbers per user and project) and cheap to make again, so every worker makes
its own. Chunk k of the issues is the k-th slice of `u`; what hangs on an issue is in the chunk of its issue.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from seeding.clock import DAYS, Clock, U
from seeding.draws import Draws, Ints
from seeding.spec import FEWEST_USERS, Sizes, Spec, sizes
from seeding.splits import split, split_at_least, starts, zipf

ISSUES_PER_CHUNK = 4096
FEWEST_CHUNKS = 8
FEWEST_PER_CHUNK = 64
ENTITIES_PER_CHUNK = 5_000
CYCLE_DAYS = 14
MOST_CYCLES = 26
PHI_BITS = 16
GRID = 256
ROLES = ("owner", "admin", "member", "guest")
OWNER, ADMIN, MEMBER, GUEST = range(4)
ADMINS_PERMILLE, GUESTS_PERMILLE = 50, 80


@dataclass(frozen=True)
class Plan:
    """Arrays indexed by organization, user or project, all from 0; ids are indexes plus 1."""

    spec: Spec
    sizes: Sizes
    clock: Clock
    edges: Ints
    rank: Ints
    opened: Ints
    user_first: Ints
    user_count: Ints
    user_organization: Ints
    user_role: Ints
    team_first: Ints
    team_count: Ints
    project_first: Ints
    project_count: Ints
    project_organization: Ints
    project_start: Ints
    project_issues: Ints
    project_phi: Ints
    cycle_first: Ints
    cycle_count: Ints
    cycle_day: Ints

    def draws(self, table: str, chunk: int, purpose: str) -> Draws:
        """The random numbers for one purpose."""
        return Draws(self.spec.seed, table, chunk, purpose)

    @property
    def chunks(self) -> int:
        """How many chunks the issues are in."""
        return len(self.edges) - 1

    def issues_before(self, chunk: int) -> Ints:
        """How many issues each project has before this chunk; project_issues for the end."""
        return _made_by(int(self.edges[chunk]), self.project_start, self.project_issues, self.project_phi)

    def joined(self, organization: Ints, u: Ints) -> Ints:
        """How many of an organization's users had joined: two fifths at its start, then evenly."""
        opened = self.opened[organization]
        n = self.user_count[organization]
        return np.maximum(1, (4 * n + 6 * n * (u - opened) // (U - opened)) // 10)

    def user_joined(self) -> Ints:
        """The `u` at which each user joined; `joined` never counts one before."""
        organization = self.user_organization
        n = self.user_count[organization]
        rank = np.arange(len(organization)) - self.user_first[organization] + 1
        opened = self.opened[organization]
        late = np.maximum(0, (10 * rank - 4 * n) * ((U - opened) // 6) // n)
        return np.where(rank == 1, opened, np.maximum(opened, opened + late - 1))


@lru_cache(maxsize=2)
def build_plan(spec: Spec) -> Plan:
    """The plan of a spec; some milliseconds, and memory in proportion to users and projects."""
    size = sizes(spec.scale)
    clock = Clock(spec.until)
    n = size.organizations
    draws = Draws(spec.seed, "plan", 0, "organizations")
    rank = draws.permutation(n)
    weight = zipf(n, 1.0)[rank]
    users = split_at_least(FEWEST_USERS, size.users, _flattened(weight, 0.75))
    teams = split_at_least(1, size.teams, _flattened(weight, 0.6))
    projects = split_at_least(1, size.projects, _flattened(weight, 0.6))
    opened = np.where(draws.chance(500, n), 0, draws.below(U * 3 // 5, n))
    organization = np.repeat(np.arange(n), projects)
    start = _project_starts(opened, organization, projects, draws)
    cycle_day, cycle_count = _cycles(clock, start)
    issues = _project_issues(size.issues, weight, projects)
    phi = draws.below(1 << PHI_BITS, size.projects)
    return Plan(
        spec=spec,
        sizes=size,
        clock=clock,
        edges=_edges(_chunks(size.issues), start, issues),
        rank=rank,
        opened=opened,
        user_first=starts(users),
        user_count=users,
        user_organization=np.repeat(np.arange(n), users),
        user_role=_roles(users, Draws(spec.seed, "plan", 0, "roles")),
        team_first=starts(teams),
        team_count=teams,
        project_first=starts(projects),
        project_count=projects,
        project_organization=organization,
        project_start=start,
        project_issues=issues,
        project_phi=phi,
        cycle_first=starts(cycle_count),
        cycle_count=cycle_count,
        cycle_day=cycle_day,
    )


def _chunks(issues: int) -> int:
    few = min(FEWEST_CHUNKS, max(1, issues // FEWEST_PER_CHUNK))
    return max(few, -(-issues // ISSUES_PER_CHUNK))


def _made_by(u: int, start: Ints, issues: Ints, phi: Ints) -> Ints:
    """Each project's issues by `u`, evenly from its start; `phi` decides when each turns whole."""
    span = U - start
    elapsed = np.clip(u - start, 0, span)
    return np.asarray((issues * elapsed + (phi * span >> PHI_BITS)) // span, np.int64)


def _edges(chunks: int, start: Ints, issues: Ints) -> Ints:
    """Where each chunk begins in `u`, so that all are of about one size."""
    grid = U // GRID * np.arange(GRID + 1)
    even = np.zeros_like(start)
    made = np.array([int(_made_by(int(u), start, issues, even).sum()) for u in grid])
    wanted = int(issues.sum()) * np.arange(chunks + 1) // chunks
    at = np.clip(np.searchsorted(made, wanted, side="right") - 1, 0, GRID - 1)
    step = np.maximum(1, made[at + 1] - made[at])
    edges: Ints = grid[at] + (U // GRID) * (wanted - made[at]) // step
    edges[0], edges[-1] = 0, U
    return edges


def _flattened(weight: Ints, exponent: float) -> Ints:
    return np.array([max(1, round(float(w) ** exponent * 1000)) for w in weight], np.int64)


def _roles(users: Ints, draws: Draws) -> Ints:
    """Indexes into ROLES; an organization's first user owns it."""
    n = int(users.sum())
    luck = draws.below(1000, n)
    role = np.where(luck < ADMINS_PERMILLE, ADMIN, np.where(luck >= 1000 - GUESTS_PERMILLE, GUEST, MEMBER))
    role[starts(users)] = OWNER
    return role.astype(np.int64)


def _project_starts(opened: Ints, organization: Ints, projects: Ints, draws: Draws) -> Ints:
    """An organization's first project starts with it, the others within four fifths of its time."""
    span = (U - opened[organization]) * 4 // 5
    start = opened[organization] + draws.below(span)
    order = np.lexsort((start, organization))
    start = start[order]
    start[starts(projects)] = opened
    return start


def _project_issues(issues: int, weight: Ints, projects: Ints) -> Ints:
    """Zipf among organizations, then among the projects of each; none without an issue."""
    minimum = min(1, issues // int(projects.sum()))
    spare = issues - minimum * int(projects.sum())
    parts = [
        split(int(total), zipf(int(count), 0.9))
        for total, count in zip(split(spare, weight), projects, strict=True)
    ]
    return np.concatenate(parts) + minimum


def _cycles(clock: Clock, project_start: Ints) -> tuple[Ints, Ints]:
    """The day of each project's first cycle, a Monday, and how many it had; the last is still to come."""
    begun = clock.day(clock.moment_at(project_start))
    monday = DAYS - (clock.start.weekday() + DAYS) % 7 + CYCLE_DAYS
    count = np.clip((monday - begun) // CYCLE_DAYS + 1, 2, MOST_CYCLES)
    return monday - (count - 1) * CYCLE_DAYS, count


def chunks_of(entities: int) -> int:
    """How many chunks a table of so many tenants, users or projects is loaded in."""
    return max(1, -(-entities // ENTITIES_PER_CHUNK))


def slice_of(entities: int, chunk: int) -> Ints:
    """The indexes of a chunk."""
    first = chunk * ENTITIES_PER_CHUNK
    return np.arange(first, min(entities, first + ENTITIES_PER_CHUNK))
