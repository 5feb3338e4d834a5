// GraphiQL with what this server adds: examples, a demo sign-in, links to a query.

import { GraphiQL } from "graphiql";
import { Fragment } from "react";

import { Account } from "./account.jsx";
import { examples } from "./examples.js";
import { fetcher } from "./fetcher.js";
import { EMPTY_HEADERS } from "./headers.js";
import { CopyLink, LinkedOperation } from "./link.jsx";
import { readLink } from "./link.js";
import { Ready } from "./ready.js";
import { session } from "./session.js";

const link = readLink(location.search);

export function Explorer({ element, demo }) {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={session}
      shouldPersistHeaders={false}
      defaultHeaders={EMPTY_HEADERS}
      defaultTabs={link.query ? [link, ...examples(demo)] : examples(demo)}
      initialQuery={link.query}
      initialVariables={link.variables}
      defaultEditorToolsVisibility={link.variables ? "variables" : "headers"}
    >
      <GraphiQL.Logo>
        {demo && <Account />}
        <a className="aai-name" href="./">
          aai
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <Fragment>
            {prettify}
            {merge}
            {copy}
            <CopyLink />
          </Fragment>
        )}
      </GraphiQL.Toolbar>
      <Ready element={element} />
      <LinkedOperation name={link.operationName} />
    </GraphiQL>
  );
}
