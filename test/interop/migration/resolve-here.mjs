import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loaded before a program of these folders: packages are those of the set in `INTEROP_SET`, and this package is its sources.
 */
const set = pathToFileURL(join(process.env.INTEROP_SET ?? "", "package.json")).href;
/** An application has one copy of it where its packages agree; where they want an older one, the SDK of this package has its own. */
const hasApi = versionOf("node_modules/@opentelemetry/api/package.json")?.startsWith("1.10.") === true;
const src = new URL("../../../src/", import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const ours = /^agentscribe(?:\/(.+))?$/.exec(specifier);
    if (ours !== null)
      return next(
        new URL(ours[1] === undefined ? "index.ts" : `instrumentation/${ours[1]}/index.ts`, src).href,
        context,
      );
    const isBare = !/^(\.|\/|node:|file:)/.test(specifier);
    const isOfSet = context.parentURL?.includes("/test/interop/") || (hasApi && specifier === "@opentelemetry/api");
    return next(specifier, isBare && isOfSet ? { ...context, parentURL: set } : context);
  },
});

function versionOf(manifest) {
  const url = new URL(manifest, set);
  return existsSync(url) ? JSON.parse(readFileSync(url, "utf8")).version : undefined;
}
