"""Who is asking, and what they may do. Knows `db`, PyJWT and bcrypt."""
