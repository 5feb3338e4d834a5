"""Users by what refers to them."""

from db.models import User
from loaders.relation import One

user_by_id = One(User)
user_of_profile = One(User, implied=True)
user_of_membership = One(User, implied=True)
