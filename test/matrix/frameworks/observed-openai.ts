import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { OPENAI_METHODS } from "../../../src/instrumentation/openai/methods.ts";
import { OPENAI_MODULES } from "../../../src/instrumentation/openai/modules.ts";
import type { Vendor, VendorSet } from "../../vendors/load.ts";

/** Observes the client of OpenAI that LangChain's models make for themselves, in its classes. @returns what undoes it */
export async function observedOpenAI(set: VendorSet): Promise<() => void> {
  const folder = new URL(`../../vendors/${set}/node_modules/@langchain/openai/`, import.meta.url);
  const file = createRequire(folder).resolve("openai").replace(/\.js$/, ".mjs");
  const openai = (await import(pathToFileURL(file).href)) as Vendor;
  const owners = [openai.OpenAI.prototype, ...OPENAI_METHODS.map(({ path }) => prototypeAt(openai.OpenAI, path))];
  const kept = owners
    .filter((owner) => owner !== undefined)
    .map((owner) => [owner, Object.getOwnPropertyDescriptors(owner)] as const);
  OPENAI_MODULES.find(({ name }) => name === "openai")?.patch(openai);
  return () => {
    for (const [owner, descriptors] of kept) Object.defineProperties(owner, descriptors);
  };
}

/** `chat.completions.create` of clients is of the class `OpenAI.Chat.Completions`. */
function prototypeAt(client: Vendor, path: readonly string[]): object | undefined {
  const names = path.slice(0, -1).map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  return names.reduce((at, name) => at?.[name], client)?.prototype;
}
