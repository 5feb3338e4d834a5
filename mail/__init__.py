"""How mails read, and how they leave."""
