"""What a software company works on: the names of teams and projects, and the projects' keys."""

AREAS = (
    ("Engineering", "ENG"), ("Platform", "PLAT"), ("Mobile", "MOB"), ("Web", "WEB"), ("Billing", "BIL"),
    ("Growth", "GRO"), ("Infrastructure", "INF"), ("Security", "SEC"), ("Data", "DATA"),
    ("Search", "SRCH"), ("Design", "DES"), ("Support", "SUP"), ("Integrations", "INT"),
    ("Onboarding", "ONB"), ("Payments", "PAY"), ("Analytics", "ANA"), ("Reporting", "REP"),
    ("Identity", "IDN"), ("Notifications", "NTF"), ("Collaboration", "COL"),
    ("Developer Experience", "DX"), ("Reliability", "SRE"), ("Quality", "QA"), ("Compliance", "CMP"),
    ("Marketplace", "MKT"), ("Localization", "L10N"), ("Accessibility", "A11Y"),
    ("Documentation", "DOC"), ("Partners", "PRT"), ("Operations", "OPS"), ("Research", "RES"),
    ("Machine Learning", "ML"), ("Desktop", "DSK"), ("Storage", "STO"), ("Networking", "NET"),
    ("Release", "REL"), ("Customer Success", "CS"), ("Public Interface", "API"), ("Automation", "AUT"),
    ("Migration", "MIG"),
)  # fmt: skip


def area(rotation: int, rank: int) -> tuple[str, str]:
    """A name and a key; ranks beyond the list begin it again with a number."""
    name, key = AREAS[(rotation + rank) % len(AREAS)]
    again = rank // len(AREAS)
    return (f"{name} {again + 1}", f"{key}{again + 1}") if again else (name, key)
