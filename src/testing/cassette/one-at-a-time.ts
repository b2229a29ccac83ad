import { sharedRegistry } from "../../instrumentation/shared-registry.ts";
import { CassetteError } from "./format.ts";

/** Takes the traffic of this process for one cassette. @returns what gives it back @throws CassetteError when another one has it */
export function takeProcess(path: string): () => void {
  const state = sharedRegistry<{ path?: string | undefined }>("agentscribe cassette.1", () => ({}));
  if (state.path !== undefined) {
    throw new CassetteError(`${path} has to wait: this process records or plays ${state.path}. Stop that one first`);
  }
  state.path = path;
  return () => {
    state.path = undefined;
  };
}
