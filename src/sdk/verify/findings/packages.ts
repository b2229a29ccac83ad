import type { FindingDefinition } from "./finding-definition.ts";

export type PackageCode =
  | "package-traced"
  | "package-installed"
  | "package-newer"
  | "package-untested"
  | "package-not-patched"
  | "package-copies"
  | "api-versions"
  | "requests-traced"
  | "requests-untraced"
  | "register-late"
  | "requests-bundled"
  | "program-failed";

/** Of installed packages, and of the model requests of a program. */
export const PACKAGE_FINDINGS: Readonly<Record<PackageCode, FindingDefinition>> = {
  "package-traced": { severity: "ok", meaning: "A client was patched as it was loaded." },
  "package-installed": { severity: "info", meaning: "Clients with a wrapper are installed, in tested versions." },
  "package-newer": {
    severity: "info",
    meaning: "A client is newer than the version that was tested, within the same major, in which nothing is to break.",
  },
  "package-untested": {
    severity: "warning",
    meaning: "A client is installed in a version that its wrapper is not tested with: calls may be recorded in part.",
    mend: "Install a tested version, and look whether the calls of this one are recorded with usage.",
  },
  "package-not-patched": {
    severity: "error",
    meaning: "A client was loaded and could not be patched.",
    mend: "Install a tested version, or record its calls with `telemetry.llm()`.",
  },
  "package-copies": {
    severity: "warning",
    meaning:
      "`agentscribe` is there twice. Copies share scopes and clients, and a fault of one is hard to tell from one of the other.",
    mend: "Run `npm ls agentscribe`, then `npm dedupe`, and make it a peer dependency of libraries.",
  },
  "api-versions": {
    severity: "warning",
    meaning:
      "`@opentelemetry/api` is there in several versions. Code with a newer one than registered first finds no provider.",
    mend: "Run `npm ls @opentelemetry/api`, then `npm dedupe`, so that one version is left.",
  },
  "requests-traced": { severity: "ok", meaning: "All requests to models that were seen are recorded." },
  "requests-untraced": {
    severity: "error",
    meaning: "Requests to models were recorded by nobody.",
    mend: "Start the program with `node --import agentscribe/register`, or wrap the client that makes them.",
  },
  "register-late": {
    severity: "warning",
    meaning:
      "`agentscribe/register` was loaded after a client, which is therefore not patched: its requests are seen on the wire alone.",
    mend: "Load it first: `node --import agentscribe/register program.js`, not by an `import` in the program.",
  },
  "requests-bundled": {
    severity: "error",
    meaning:
      "Requests to models were recorded by nobody, and no package that makes them was loaded: it is bundled into the program.",
    mend: "Wrap the client in the code that is bundled, keep the package out of the bundle, or call `instrumentFetch()`.",
  },
  "program-failed": {
    severity: "error",
    meaning: "The program that was watched failed, or left no report.",
    mend: "Run it without the doctor, and mend what it says.",
  },
};
