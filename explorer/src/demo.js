// The demo's ordinary user, as demo/accounts.py has them.

export const DEMO = { name: "Maria", email: "maria@example.com", password: "aai-demo-maria" };
