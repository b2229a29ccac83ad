import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loaded before a program of these folders: packages are those of the set in `INTEROP_SET`, and this package is its sources.
 */
const set = pathToFileURL(join(process.env.INTEROP_SET ?? "", "package.json")).href;
/** An application has one copy of it: the peers of this package and those of others are given the same, whatever they ask for. */
const hasApi = "@opentelemetry/api" in JSON.parse(readFileSync(new URL(set), "utf8")).dependencies;
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
