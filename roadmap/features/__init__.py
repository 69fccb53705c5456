"""The roadmap's features in the app: `GET /api/v1/features` and the routes of the changes' exercises.

Routes are there from the start, because Flask takes none later; each answers 404 until its change is applied.
"""

from apiflask import APIBlueprint
from flask.blueprints import BlueprintSetupState

from roadmap.features.live import Live
from roadmap.features.replay import replay_where_undefined
from roadmap.features.views import add_routes
from webapp.queries.named import replace_with


def make_blueprint() -> APIBlueprint:
    """The features of the revisions that are read now."""
    made = APIBlueprint("features", __name__, url_prefix="/api/v1", tag="Features")
    live = Live()
    add_routes(made, live)
    made.before_app_request(live.refresh_if_stale)

    @made.record
    def install(state: BlueprintSetupState) -> None:
        replace_with(live.statement_for)
        replay_where_undefined(state.app, live)

    return made


blueprint = make_blueprint()
