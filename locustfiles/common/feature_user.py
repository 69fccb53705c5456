"""Uses whatever features have been shipped for its kind of persona.

A mixin for members and streams: it needs `call`, `host`, and ids to fill a path with.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from locustfiles.common.checks import an_object
from locustfiles.common.exchange import Call
from locustfiles.common.features import IN_QUERY, Feature, a_feature_list, features, values_for
from locustfiles.common.tracker_user import TrackerUser

FEATURES = "/api/v1/features"
STATUS = {"POST": 201, "DELETE": 204}


class FeatureUser(TrackerUser):
    """A user that the roadmap's features are made for; `kind` is the name they know it by."""

    abstract = True
    kind = "regular"

    def known_ids(self) -> Mapping[str, int]:
        """Ids that this user may use, by the name of the parameter."""
        return {}

    def look_for_features(self) -> None:
        """GET /features, where nobody in this process has done so for a while."""
        live = features(str(self.host))
        if live.are_stale():
            listed = self.call(Call("GET", FEATURES, FEATURES, a_feature_list, may_be_missing=True))
            live.become(listed["data"] if listed else [])

    def a_feature(self) -> Call | None:
        """A request to a live feature; None where there is none, or none whose path can be filled."""
        feature = features(str(self.host)).one_for(self.kind)
        ids = self.known_ids()
        if feature is None or not all(name in ids for name in feature.placeholders):
            return None
        return _call(feature, ids)


def _call(feature: Feature, ids: Mapping[str, int]) -> Call:
    values: dict[str, Any] = values_for(feature.parameters, ids)
    path = feature.filled(ids)
    status = STATUS.get(feature.method, 200)
    if feature.method in IN_QUERY:
        path = f"{path}?{urlencode(values)}" if values else path
        return Call(feature.method, path, feature.name, an_object, status, may_be_missing=True)
    body = orjson.dumps(values)
    return Call(feature.method, path, feature.name, an_object, status, body, may_be_missing=True)
