// The button that makes a link, and what a link says beyond its query.

import { ToolbarButton, pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef, useState } from "react";

import { writeLink } from "./link.js";

const FEEDBACK_MS = 2000;

export function CopyLink() {
  const { queryEditor, variableEditor, operationName } = useGraphiQL(
    pick("queryEditor", "variableEditor", "operationName"),
  );
  const [copied, setCopied] = useState(false);

  async function copy() {
    const link = writeLink({
      query: queryEditor.getValue(),
      variables: variableEditor?.getValue(),
      operationName,
    });
    history.replaceState(null, "", link); // in the address bar also where there is no clipboard
    await navigator.clipboard?.writeText(link).catch(() => {});
    setCopied(true);
    setTimeout(() => setCopied(false), FEEDBACK_MS);
  }

  return (
    <ToolbarButton label={copied ? "Copied" : "Copy a link to this query"} onClick={copy}>
      {copied ? <CheckIcon /> : <LinkIcon />}
    </ToolbarButton>
  );
}

/** Among several operations the one that a link names: the cursor goes there, so it is what runs. */
export function LinkedOperation({ name }) {
  const { queryEditor, operations } = useGraphiQL(pick("queryEditor", "operations"));
  const { setOperationName } = useGraphiQLActions();
  const isDone = useRef(!name);

  useEffect(() => {
    const linked = operations?.find((operation) => operation.name?.value === name);
    if (isDone.current || !queryEditor || !linked) return;
    isDone.current = true;
    setOperationName(name);
    queryEditor.setPosition(queryEditor.getModel().getPositionAt(linked.loc.start));
    queryEditor.focus();
  }, [name, operations, queryEditor, setOperationName]);
  return null;
}

function Icon({ children }) {
  return (
    <svg
      className="graphiql-toolbar-icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

function LinkIcon() {
  return (
    <Icon>
      <path d="M10 14a4 4 0 0 0 5.7 0l4-4a4 4 0 0 0-5.7-5.7l-1 1" />
      <path d="M14 10a4 4 0 0 0-5.7 0l-4 4a4 4 0 0 0 5.7 5.7l1-1" />
    </Icon>
  );
}

function CheckIcon() {
  return (
    <Icon>
      <path d="M5 12.5l4.5 4.5L19 7.5" />
    </Icon>
  );
}
