import { isAbsolute, join } from "node:path";
import { homeFolder } from "../../internal/home-folder.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the inspector keeps its store: `$XDG_STATE_HOME/agentscribe`, else `~/.local/state/agentscribe`; undefined when the user has no home folder. */
export function stateFolder(env: Environment = process.env): string | undefined {
  const { XDG_STATE_HOME: state = "" } = env;
  // The specification of these folders: what is not absolute is ignored.
  if (isAbsolute(state)) return join(state, "agentscribe");
  const home = homeFolder();
  return home === undefined ? undefined : join(home, ".local", "state", "agentscribe");
}

/** The store that is opened when none is named. @throws Error when the user has no folder for it */
export function defaultStorePath(env: Environment = process.env): string {
  const folder = stateFolder(env);
  if (folder === undefined) throw new Error("the user has no home folder: name a file for the store");
  return join(folder, "inspector.db");
}
