// Signing in as the demo's ordinary user, so that every example can be run at once.

import { Button, pick, useGraphiQL } from "@graphiql/react";
import { useEffect, useState } from "react";

import { DEMO } from "./demo.js";
import { YOUR_PROFILE } from "./examples.js";
import { addToken, removeOurToken } from "./headers.js";

const LOGIN = `mutation SignIn {
  login(input: { email: "${DEMO.email}", password: "${DEMO.password}" }) {
    accessToken
    user { profile { id } }
    errors { message }
  }
}`;
const LOGOUT = "mutation SignOut { logout { errors { message } } }";

async function post(query, token) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  const body = JSON.stringify({ query });
  const response = await fetch(location.pathname, { method: "POST", headers, body });
  const { data, errors = [] } = await response.json();
  if (errors.length) throw new Error(errors[0].message);
  return data;
}

async function signIn() {
  const { login } = await post(LOGIN);
  if (login.errors.length) throw new Error(`${DEMO.name} is not here: \`make run\` adds her.`);
  return { token: login.accessToken, profileId: login.user.profile?.id };
}

export function Account() {
  const { headerEditor, variableEditor, activeTabIndex } = useGraphiQL(
    pick("headerEditor", "variableEditor", "activeTabIndex"),
  );
  const [account, setAccount] = useState(null);
  const [problem, setProblem] = useState(null);
  const [isBusy, setBusy] = useState(false);

  // Each tab has headers of its own, so each that is opened is brought up to date.
  useEffect(() => {
    if (!headerEditor) return;
    if (!account) {
      removeOurToken(headerEditor);
      return;
    }
    addToken(headerEditor, account.token);
    const variables = variableEditor.getValue();
    if (variables.includes(YOUR_PROFILE)) {
      variableEditor.setValue(variables.replace(YOUR_PROFILE, account.profileId));
    }
  }, [account, headerEditor, variableEditor, activeTabIndex]);

  async function enter() {
    setBusy(true);
    setProblem(null);
    try {
      setAccount(await signIn());
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
  }

  async function leave() {
    setAccount(null);
    await post(LOGOUT, account.token).catch(() => {}); // it has ended by itself
  }

  return (
    <div className="aai-account" role="status">
      {problem && <span className="aai-problem">{problem}</span>}
      {account && <span>Signed in as {DEMO.name}</span>}
      <Button type="button" disabled={isBusy} onClick={account ? leave : enter}>
        {account ? "Sign out" : `Sign in as ${DEMO.name}`}
      </Button>
    </div>
  );
}
