/** Signs up and proves it, writes a profile with a picture, reads everyone by pages, outlives its token, hears of changes. */

import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { prove, resetPassword, showPicture, useTwoFactor } from "./account.js";
import { connect, dataOf, session, signIn } from "./client.js";
import { type Change, follow } from "./follow.js";
import { CreateProfile, Me, People, Register, UpdateProfile } from "./operations.js";

const client = connect(process.env.AAI_URL ?? "http://127.0.0.1:8000/graphql");
const username = `ada-${Date.now()}`;
const email = `${username}@example.com`;

async function signUp(): Promise<void> {
  const input = { username, email, password: "analytical engine" };
  const { register } = dataOf(await client.mutation(Register, { input }));
  assert.ok(register?.accessToken, register?.errors[0]?.message);
  signIn(register);
  console.log("Signed up.");
}

/** What the person typing can put right is data: show it beside the field that it names. */
async function createProfile(): Promise<string> {
  const contact = { type: "email", value: "nowhere" };
  const input = { firstName: "Ada", contacts: [contact] };
  const refused = dataOf(await client.mutation(CreateProfile, { input })).createProfile;
  for (const { code, path } of refused?.errors ?? []) {
    console.log(`Refused: ${code} at ${path.join(".")}.`);
  }

  contact.value = "ada@example.com";
  const created = dataOf(await client.mutation(CreateProfile, { input })).createProfile;
  assert.ok(created?.profile, created?.errors[0]?.message);
  console.log(`Wrote ${created.profile.firstName}.`);
  return created.profile.id;
}

async function rename(id: string, lastName: string): Promise<void> {
  const input = { id, lastName };
  const { updateProfile } = dataOf(await client.mutation(UpdateProfile, { input }));
  assert.equal(updateProfile?.profile?.lastName, lastName);
}

async function readEveryone(): Promise<Set<string>> {
  const ids = new Set<string>();
  let after: string | null | undefined;
  let pages = 0;
  do {
    const { profiles } = dataOf(await client.query(People, { after }));
    for (const { id } of profiles.nodes) ids.add(id);
    after = profiles.pageInfo.hasNextPage ? profiles.pageInfo.endCursor : null;
    pages += 1;
  } while (after);
  console.log(`Read ${ids.size} people on ${pages} pages.`);
  return ids;
}

/** A token that the server does not take: the client must refresh it and ask again. */
async function outliveTheToken(): Promise<void> {
  session.accessToken = "expired";
  const { me } = dataOf(await client.query(Me, {}));
  assert.equal(me?.username, username);
  assert.notEqual(session.accessToken, "expired");
  console.log("Refreshed the token and asked again.");
}

/** Nothing tells when a subscription has begun, so this writes until it hears of it. */
async function hearOfChanges(id: string): Promise<void> {
  const changes: Change[] = [];
  const stop = follow(client, (change) => changes.push(change));
  for (let turn = 0; turn < 50 && changes.length === 0; turn++) {
    await rename(id, `Lovelace ${turn}`);
    await setTimeout(100);
  }
  stop();
  assert.equal(changes[0]?.profile?.id, id);
  console.log(`Heard that Ada was ${changes[0].kind.toLowerCase()}.`);
}

await signUp();
await prove(client, email);
const id = await createProfile();
await rename(id, "Lovelace");
assert.ok((await readEveryone()).has(id));
await outliveTheToken();
await hearOfChanges(id);
await showPicture(client, id);
await resetPassword(client, email, "difference engine");
await useTwoFactor(client, email, "difference engine");
