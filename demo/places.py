"""Every region and every city that people come from."""

from demo.africa_asia import AFRICA_ASIA
from demo.europe import EUROPE
from demo.region import Place, Region
from demo.romance import ROMANCE

REGIONS: tuple[Region, ...] = (*EUROPE, *ROMANCE, *AFRICA_ASIA)
PLACES: tuple[Place, ...] = tuple(place for region in REGIONS for place in region.places)
