"""Locations by what refers to them."""

from db.models import Location
from loaders.relation import One

location_by_id = One(Location)
location_of_profile = One(Location, implied=True, narrowed=Location.open_to)
