"""The API under /api/v1: one blueprint a noun, found by walking this folder."""

import importlib
import pkgutil

from apiflask import APIFlask

PREFIX = "/api/v1"


def register_api(app: APIFlask) -> None:
    """Register each module's `blueprint`."""
    for module in pkgutil.iter_modules(__path__):
        app.register_blueprint(importlib.import_module(f"{__name__}.{module.name}").blueprint)
