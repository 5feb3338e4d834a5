// Until the editors are there nothing can be clicked: GraphiQL would lose the tab that was chosen.

import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

export function Ready({ element }) {
  const isReady = useGraphiQL(({ queryEditor, variableEditor, headerEditor, responseEditor }) =>
    Boolean(queryEditor && variableEditor && headerEditor && responseEditor),
  );
  useEffect(() => {
    element.inert = !isReady;
  }, [element, isReady]);
  return null;
}
