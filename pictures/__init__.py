"""Pictures of profiles: read as a stranger's file, written anew, and kept beside the database."""
