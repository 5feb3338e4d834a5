/** The life of an account: an address is proven, a picture shown, a password forgotten, a code asked. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Client } from "@urql/core";
import { dataOf, signIn } from "./client.js";
import * as ask from "./operations.js";

/** Where a server in development keeps its mails; a person reads their mailbox. */
const MAIL = process.env.AAI_MAIL ?? "../../var/mail";
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** The token of the link in the newest mail to an address with such a subject. */
async function tokenFor(address: string, subject: string): Promise<string> {
  for (let turn = 0; turn < 100; turn++) {
    for (const name of (await readdir(MAIL).catch(() => [])).sort().reverse()) {
      const raw = await readFile(join(MAIL, name), "utf8").catch(() => "");
      const mail = raw.replace(/=\r?\n/g, "").replace(/=3D/g, "="); // quoted-printable
      const lines = mail.split(/\r?\n/);
      const isIt = lines.includes(`To: ${address}`) && mail.includes(`\nSubject: ${subject}`);
      const token = /\?token=([\w-]+)/.exec(mail)?.[1];
      if (isIt && token) return token;
    }
    await setTimeout(100);
  }
  throw new Error(`No mail came to ${address}.`);
}

export async function prove(client: Client, address: string): Promise<void> {
  const token = await tokenFor(address, "Confirm");
  const { verifyEmail } = dataOf(await client.mutation(ask.VerifyEmail, { token }));
  assert.ok(verifyEmail?.user?.isEmailVerified, verifyEmail?.errors[0]?.message);
  console.log("Proved the address.");
}

/** The client sends a Blob in the variables as a form, by the multipart request specification. */
export async function showPicture(client: Client, id: string): Promise<void> {
  const picture = new Blob([Buffer.from(PIXEL, "base64")], { type: "image/png" });
  const { uploadProfilePicture: shown } = dataOf(
    await client.mutation(ask.ShowPicture, { id, picture }),
  );
  const url = shown?.profile?.profilePictureUrl;
  assert.ok(url, shown?.errors[0]?.message);
  console.log(`Shows a picture at ${new URL(url).pathname.replace(/[0-9a-f]{40}/, "…")}.`);
}

export async function resetPassword(client: Client, email: string, next: string): Promise<void> {
  dataOf(await client.mutation(ask.ForgetPassword, { email }));
  const token = await tokenFor(email, "Choose");
  const variables = { token, newPassword: next };
  const { resetPassword: reset } = dataOf(await client.mutation(ask.ResetPassword, variables));
  assert.ok(reset?.accessToken, reset?.errors[0]?.message);
  signIn(reset);
  console.log("Chose another password.");
}

/** Turns it on with a code of an authenticator, and signs in with the first recovery code. */
export async function useTwoFactor(client: Client, email: string, password: string): Promise<void> {
  const { enrolTwoFactor: enrolled } = dataOf(await client.mutation(ask.EnrolTwoFactor, {}));
  assert.ok(enrolled?.secret, enrolled?.errors[0]?.message);
  const { confirmTwoFactor: confirmed } = dataOf(
    await client.mutation(ask.ConfirmTwoFactor, { code: codeOf(enrolled.secret) }),
  );
  const [recoveryCode] = confirmed?.recoveryCodes ?? [];
  assert.ok(recoveryCode, confirmed?.errors[0]?.message);

  const { login } = dataOf(await client.mutation(ask.Login, { email, password }));
  assert.ok(login?.twoFactorChallenge, "The password alone must not be enough.");
  const variables = { challenge: login.twoFactorChallenge, code: recoveryCode };
  const { verifyTwoFactor } = dataOf(await client.mutation(ask.VerifyTwoFactor, variables));
  assert.ok(verifyTwoFactor?.accessToken, verifyTwoFactor?.errors[0]?.message);
  signIn(verifyTwoFactor);
  console.log("Signed in with a second factor.");
}

/** What an authenticator shows now (RFC 6238: SHA-1, six digits, 30 seconds). */
function codeOf(secret: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  const number = (digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return number.toString().padStart(6, "0");
}
