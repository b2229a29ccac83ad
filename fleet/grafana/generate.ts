import { formatJson } from "../../docs/generate/json.ts";
import { writeGenerated } from "../shared/generated.ts";
import { codingAgents } from "./boards/coding-agents.ts";
import { costs } from "./boards/cost.ts";
import { decisions } from "./boards/decisions.ts";
import { overview } from "./boards/overview.ts";
import { sdkHealth } from "./boards/sdk-health.ts";
import { sessions } from "./boards/sessions.ts";
import { tools } from "./boards/tools.ts";
import { type Board, dashboard } from "./dashboard.ts";

export const BOARDS: readonly Board[] = [overview, costs, sessions, tools, decisions, codingAgents, sdkHealth];

/** The generated files, by their path from the root of the repository. */
export function grafanaFiles(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    BOARDS.map((board) => {
      // What is undefined, and functions, are left out by this only.
      const plain: unknown = JSON.parse(JSON.stringify(dashboard(board)));
      return [`fleet/grafana/dashboards/${board.name}.json`, formatJson(plain)];
    }),
  );
}

if (import.meta.main) writeGenerated(grafanaFiles());
