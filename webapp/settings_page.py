"""docs/SETTINGS.md, made from the settings: `python -m webapp.settings_page > docs/SETTINGS.md`."""

from collections.abc import Iterator

from webapp.settings import Settings

HEADER = """# Settings

Made by `make docs` from `webapp/settings.py`. The environment wins over `.env` in the clone, and `.env` over
what a running lab says in `.lab/services.env`. A wrong value is refused by the name of its variable.

| variable | default | what it is |
| --- | --- | --- |"""


def page() -> Iterator[str]:
    """The page's lines."""
    yield HEADER
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| `{name.upper()}` | {default} | {field.description} |"
    yield ""
    yield "`TASKPILOT_LAB_DIR` moves the lab's folder (default: `.lab` in the clone)."


if __name__ == "__main__":
    print("\n".join(page()))
