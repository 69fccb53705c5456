"""How much a simulated day adds, by the specification's two tables, which disagree.

The README's weekly table has 70,000 issues and 1.4 million activity entries a week; the load guide's growth
table comes to 100,000 and later 125,000 issues with a million entries. What the guide does not name (changes
of issues, notifications, attachments) is taken from the README, the changes so that the entries add up.
"""

from dataclasses import astuple, dataclass, replace

PROFILES = ("readme", "guide")
GUIDE_TURN_WEEK = 8
LABELS_PERCENT, LINKS_PERCENT, DELIVERIES_PERCENT = 120, 5, 20


@dataclass(frozen=True)
class Amounts:
    """Rows to add, and rows of issues and comments to change."""

    issues: int
    comments: int
    activity: int
    updates: int
    notifications: int
    attachments: int

    @property
    def labels(self) -> int:
        """Labels put on issues; each has an entry where there is room for it."""
        room = max(0, self.activity - self.issues - self.comments - self.updates - self.attachments)
        return min(self.issues * LABELS_PERCENT // 100, room)

    @property
    def edits(self) -> int:
        """Comments rewritten: the activity that is left."""
        others = self.issues + self.comments + self.updates + self.attachments + self.labels
        return max(0, self.activity - others)

    @property
    def links(self) -> int:
        """Links between issues."""
        return self.issues * LINKS_PERCENT // 100

    @property
    def deliveries(self) -> int:
        """Webhook deliveries."""
        return self.issues * DELIVERIES_PERCENT // 100

    def part(self, index: int, parts: int) -> "Amounts":
        """The index-th of so many equal parts; all of them add up to the whole."""
        return Amounts(*(n * (index + 1) // parts - n * index // parts for n in astuple(self)))


README = Amounts(70_000, 350_000, 1_400_000, 700_000, 700_000, 35_000)
GUIDE = Amounts(100_000, 500_000, 1_000_000, 300_000, 700_000, 35_000)
GUIDE_LATER = replace(GUIDE, issues=125_000, updates=275_000)


def week_of(profile: str, week: int) -> Amounts:
    """A week at scale 1; weeks count from 0."""
    if profile == "readme":
        return README
    return GUIDE if week < GUIDE_TURN_WEEK else GUIDE_LATER


def day_of(profile: str, day: int, factor: float) -> Amounts:
    """A day, counted from 0, times a factor; seven of them make exactly a week."""
    week = week_of(profile, day // 7)
    return Amounts(*(round(n * factor) for n in astuple(week))).part(day % 7, 7)
