import type { VNode } from "preact";
import { CompareView } from "./compare/compare-view.tsx";
import { ConversationView } from "./conversation/conversation-view.tsx";
import { DashboardView } from "./dashboard/dashboard-view.tsx";
import { ReplayView } from "./replay/replay-view.tsx";
import type { Route } from "./routing/routes.ts";
import { SearchView } from "./search/search-view.tsx";
import { SessionsView } from "./sessions/sessions-view.tsx";
import { TraceView } from "./trace/trace-view.tsx";

/** The view of a route. */
export function ViewOf({ route }: { readonly route: Route }): VNode {
  switch (route.view) {
    case "sessions":
      return <SessionsView query={route.query} />;
    case "trace":
      return <TraceView of={route.of} span={route.span} />;
    case "conversation":
      return <ConversationView session={route.session} step={route.step} />;
    case "replay":
      return <ReplayView session={route.session} step={route.step} />;
    case "compare":
      return <CompareView query={route.query} />;
    case "dashboard":
      return <DashboardView query={route.query} />;
    case "search":
      return <SearchView query={route.query} />;
    case "unknown":
      return (
        <div class="page">
          <h1 tabIndex={-1}>Nothing here</h1>
          <p>
            No view has the address <code>{route.address}</code>.
          </p>
        </div>
      );
  }
}

/** What a view is about: when it changes, the focus goes to the new heading; a step or a filter is no change. */
export function subjectOf(route: Route): string {
  if (route.view === "trace") return `trace ${JSON.stringify(route.of)}`;
  return "session" in route ? `${route.view} ${route.session}` : route.view;
}
