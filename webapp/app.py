"""The application factory."""

from importlib.metadata import entry_points

from apiflask import APIFlask
from flask_migrate import Migrate

from webapp.api import register_api
from webapp.auth import register_auth
from webapp.bodies import register_bodies
from webapp.converters import register_converters
from webapp.database import db, engine_options, set_session_defaults
from webapp.demo import register_demo
from webapp.errors import register_errors
from webapp.events import register_hints
from webapp.guessing import register_guessing
from webapp.headers import register_headers
from webapp.health import blueprint as health
from webapp.metrics.page import register_metrics
from webapp.openapi import describe
from webapp.paths import ROOT
from webapp.rate_limit import register_rate_limit
from webapp.replica import register_replica, replica_of
from webapp.sessions import NoSessions
from webapp.settings import Settings, load_settings

migrate = Migrate()


def create_app(settings: Settings | None = None) -> APIFlask:
    """Make the app; SettingsError where a setting is wrong or no database is named."""
    settings = settings or load_settings()
    app = APIFlask("webapp", title="TaskPilot", version="1", docs_ui="rapidoc")
    app.session_interface = NoSessions()
    app.config["SETTINGS"] = settings
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.require_database_url()
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "roadmap" / "migrations"))
    with app.app_context():
        set_session_defaults(db.engine, settings.statement_timeout_ms)
    if replica := replica_of(settings, engine_options(settings)):
        set_session_defaults(replica.engine, settings.statement_timeout_ms)
        register_replica(app, replica)
    register_metrics(app)
    register_converters(app)
    register_bodies(app)
    register_errors(app)
    register_headers(app)
    register_demo(app)
    register_auth(app)
    register_rate_limit(app)
    register_guessing(app)
    register_hints(app)
    describe(app)
    register_api(app)
    app.register_blueprint(health)
    for entry_point in entry_points(group="taskpilot.blueprints"):
        app.register_blueprint(entry_point.load())
    return app
