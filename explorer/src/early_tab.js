// A tab that is clicked before the editors are there shows its own query all the same.

import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect, useRef } from "react";

export function EarlyTab() {
  const { queryEditor, activeTabIndex } = useGraphiQL(pick("queryEditor", "activeTabIndex"));
  const { changeTab } = useGraphiQLActions();
  const firstTab = useRef(activeTabIndex);

  useEffect(() => {
    if (queryEditor && activeTabIndex !== firstTab.current) changeTab(activeTabIndex);
    // only once the editor is there: later, GraphiQL does it
  }, [queryEditor]);
  return null;
}
