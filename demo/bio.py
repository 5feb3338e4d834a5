"""What people say about themselves: two sentences at most."""

import random

from demo.career import Job
from demo.region import Place, words
from demo.work import Industry

PASTIMES = words(
    "trail running, baking sourdough, bouldering, restoring old bicycles, birdwatching, "
    "playing chess in the park, singing in a choir, growing tomatoes on a balcony, "
    "taking photographs on film, learning the cello, swimming in cold water, "
    "hiking with two dogs, reading crime novels, collecting old maps, repairing radios, "
    "cooking for too many friends, drawing strangers on trains, playing five-a-side football, "
    "keeping bees, throwing pots that are nearly round, writing postcards, "
    "sailing a very small boat, dancing swing, watching silent films, knitting on the tram, "
    "translating poems, cycling to the sea, volunteering at the library"
)

AT_WORK = (
    "{title} at {company}. Off the clock: {pastime}.",
    "{title} at {company}, based in {city}. Usually found {pastime}.",
    "{title} with a soft spot for {topic}. Also {pastime}, weather permitting.",
    "{title} in {city}. Ask me about {topic}.",
    "I like {topic}. When I am not at {company}, I am {pastime}.",
    "{company} on weekdays, {pastime} at the weekend.",
)

ANYWHERE = (
    "Lives in {city} and spends most weekends {pastime}.",
    "New in {city}. Always up for {pastime}.",
    "Cares about {topic}. Otherwise {pastime}.",
    "Happiest {pastime}, or talking about {topic}.",
    "Curious about most things, and about {topic} in particular.",
    "From {city}. These days mostly {pastime}.",
)


def bio(rng: random.Random, place: Place, industry: Industry, job: Job | None) -> str:
    """A text that fits the city and the work; `job`: the one of today."""
    return rng.choice(AT_WORK if job else ANYWHERE).format(
        title=job and job.title,
        company=job and job.company,
        city=place.city,
        topic=industry.topic,
        pastime=rng.choice(PASTIMES),
    )
