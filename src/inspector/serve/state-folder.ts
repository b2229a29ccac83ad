import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the inspector keeps its store: `$XDG_STATE_HOME/agentscribe`, else `~/.local/state/agentscribe`. */
export function stateFolder(env: Environment = process.env): string {
  const { XDG_STATE_HOME: state = "" } = env;
  // The specification of these folders: what is not absolute is ignored.
  return join(isAbsolute(state) ? state : join(homedir(), ".local", "state"), "agentscribe");
}

/** The store that is opened when none is named. */
export function defaultStorePath(env: Environment = process.env): string {
  return join(stateFolder(env), "inspector.db");
}
