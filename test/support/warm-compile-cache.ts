import { existsSync } from "node:fs";
import { openStore } from "../../src/inspector/store/open-store.ts";

/** Lets one thread fill Node's cache of compiled code, where there is none yet, before tests start several at once. */
export async function setup(): Promise<void> {
  const { NODE_COMPILE_CACHE } = process.env;
  if (NODE_COMPILE_CACHE === undefined || existsSync(NODE_COMPILE_CACHE)) return;
  const store = await openStore({ path: ":memory:" });
  await store.close();
}
