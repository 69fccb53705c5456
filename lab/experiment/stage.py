"""What a day is played on: everything that is up while a run plays."""

from dataclasses import dataclass

from sqlalchemy import Engine

from lab.experiment.folder import RunFolder
from lab.experiment.load import Load
from lab.experiment.options import Options
from lab.experiment.requests import RequestSampler
from lab.experiment.server import Server
from lab.experiment.services import Services
from lab.experiment.statements import Statements
from lab.experiment.stopping import RunSignals
from lab.experiment.view import View
from lab.sampler.sampler import Sampler


@dataclass(frozen=True)
class Stage:
    """A run's parts."""

    folder: RunFolder
    options: Options
    server: Server
    url: str
    engine: Engine
    services: Services
    load: Load
    sampler: Sampler
    requests: RequestSampler
    statements: Statements
    view: View
    signals: RunSignals

    @property
    def database(self) -> str:
        """The name of the run's database."""
        return self.folder.database

    def days_before(self, day: int) -> int:
        """How many of the run's days come before a day."""
        return day - self.options.first
