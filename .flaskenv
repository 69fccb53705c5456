FLASK_APP=webapp.app:create_app
