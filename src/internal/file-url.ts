import { pathToFileURL } from "node:url";

declare const __filename: string | undefined;

// A bundle in ESM that has this in it knows no file name.
const fileUrl = (): string => (typeof __filename === "string" ? pathToFileURL(__filename).href : "");

/**
 * What the build puts in the place of `import.meta.url` where it makes CommonJS: right for every path, `#`, `?` and `%` in it too, and in a
 * program that has the globals of a browser.
 */
export const importMetaUrl: string = /* @__PURE__ */ fileUrl();
