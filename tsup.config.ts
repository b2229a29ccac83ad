import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Options } from "tsup";
import { ownPriceTable, priceTable } from "./build/price-table.ts";
import { standInOf } from "./src/edge/stand-ins.ts";

/**
 * Node prints the line of an error that nobody caught: it is a short one. `import.meta.url` exists in ES modules alone; what tsup has for CommonJS (`shims`)
 * takes the path for a URL, and asks the program's `document` first.
 */
const esbuildOptions: Options["esbuildOptions"] = (options, { format }) => {
  options.lineLimit = 500;
  if (format !== "cjs") return;
  options.define = { ...options.define, "import.meta.url": "importMetaUrl" };
  options.inject = [...(options.inject ?? []), join("src", "internal", "file-url.ts")];
};

/** Jest fails a run in which something is loaded after the end of its test file: then the file has neither a cache nor a main module any more. */
const AFTER_TEST =
  'if(process.env.JEST_WORKER_ID&&!require.main&&!require.cache[__filename])throw Error("the test file is over")';

/**
 * In the CommonJS files, our own come by `require`: `import()` is refused in the worlds that test runners make, and what esbuild puts in the
 * place of `require` cannot be followed by tools that copy the files of a program.
 */
const plainRequire: NonNullable<Options["plugins"]>[number] = {
  name: "plain-require",
  renderChunk(code) {
    if (this.format !== "cjs") return undefined;
    const required = code.replaceAll(
      /\bimport\((["'][^"'\s]+["'])\)/g,
      (loaded, name: string) =>
        `Promise.resolve().then(()=>{${AFTER_TEST};return ${/^.\.\/[\w-]+\.cjs.$/.test(name) ? `require(${name})` : loaded}})`,
    );
    return { code: required.replaceAll(/\b__require\(/g, "require(") };
  },
};

const shared: Options = {
  platform: "node",
  target: "node22",
  outDir: "dist",
  treeshake: true,
  minifyWhitespace: true,
  minifySyntax: true,
  esbuildOptions,
  // Only strings of it are used: bundled, they cost nothing to load.
  noExternal: ["@opentelemetry/semantic-conventions"],
  // Files of the build, loaded on first use.
  external: [/^\.\/[\w-]+\.cjs$/],
  plugins: [plainRequire],
  esbuildPlugins: [ownPriceTable],
};

/** What `import` loads of an entry is the CommonJS file that `require` loads. */
const namesOfCommonJs: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "names-of-commonjs",
  setup(build) {
    build.onResolve({ filter: /^\.\/(entry|register)\.ts$/ }, ({ path }) => ({
      path: path === "./entry.ts" ? "./index.cjs" : "./register.cjs",
      external: true,
    }));
  },
};

/**
 * Nitro leaves a package out of the bundle, and copies the file that it found by the condition `module`, unless Node could not load that file as what it
 * is: then it takes the package in, as it is meant. So this one is in a folder that is not said to hold ES modules.
 */
async function markForBundlers(): Promise<void> {
  writeFileSync(join("dist", "bundle", "package.json"), `${JSON.stringify({ sideEffects: false })}\n`);
}

/** One entry for each folder of `src/instrumentation` that has one: `openai` is `agentscribe/openai`. */
const wrappers = Object.fromEntries(
  readdirSync("src/instrumentation")
    .map((name) => [name, `src/instrumentation/${name}/index.ts`] as const)
    .filter(([, file]) => existsSync(file)),
);

/** What `register` loads, and what that loads with the first package that has a wrapper. */
const zeroCode = {
  "zero-code": "src/instrumentation/register/zero-code.ts",
  "all-wrappers": "src/instrumentation/register/all-modules.ts",
  // Loaded where a cassette is to be recorded or played.
  cassette: "src/testing/cassette/start-from-env.ts",
  // What `agentscribe doctor` loads into the program that it watches.
  "doctor-watch": "src/instrumentation/doctor/watch.ts",
};

/** `agentscribe/testing` makes its clients with the core that `agentscribe` loads, and has it in it for bundlers; the set-ups extend the application's test runner. */
const testing = {
  testing: "src/testing/entry.ts",
  "testing/vitest": "src/testing/vitest.ts",
  "testing/jest": "src/testing/jest.ts",
};
const RUNNERS = ["vitest", "@jest/globals"];

/**
 * What declarations name and a program may not have, one without the types of Node or of a browser, with a library of some year: methods for `using`, and
 * `AbortSignal`, which is what the program's own types say wherever they say it.
 */
const NAMED_BY_TYPES = `/// <reference lib="esnext.disposable" />
declare global { interface AbortSignal {} }
export {};`;

/** The inspector, and the threads that it starts. Its page is built for browsers. */
const inspector = {
  inspector: "src/inspector/index.ts",
  "inspector-store": "src/inspector/store/threads/worker.ts",
};

/** Puts what `src/edge` has in the place of what needs Node; the stand-ins themselves may use what they stand in for. */
const withoutNode: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "without-node",
  setup(build) {
    build.onResolve({ filter: /^(\.|node:)/ }, ({ path, resolveDir }) => {
      const isModule = path.startsWith("node:");
      const standIn = standInOf(isModule ? path : relative(resolve("src"), resolve(resolveDir, path)));
      if (standIn !== undefined) return { path: resolve("src/edge", standIn), sideEffects: false };
      return isModule ? { errors: [{ text: `${path} has no stand-in in src/edge` }] } : undefined;
    });
  },
};

/** Wrappers of what is itself for Node alone. */
const NEEDS_NODE = ["claude-agent-sdk", "doctor", "register"];

/** The same API for runtimes without Node, by the export conditions `workerd` and `edge-light`. */
const edge: Options = {
  ...shared,
  platform: "neutral",
  target: "es2023",
  outDir: "dist/edge",
  entry: {
    index: "src/index.ts",
    ...Object.fromEntries(Object.entries(wrappers).filter(([name]) => !NEEDS_NODE.includes(name))),
  },
  format: ["esm"],
  splitting: true,
  removeNodeProtocol: false,
  esbuildPlugins: [withoutNode, priceTable],
  inject: [join("src", "edge", "globals.ts")],
};

/**
 * `index` is what Node loads, `core` what it loads on first use, in CommonJS for both module systems. `bundle` is the same as one static graph,
 * for bundlers, and `edge` that graph without Node. `cli` is the command, `register` the zero-code start. Wrappers share no code with the core:
 * they find the client that records through the process.
 */
const configs: Options[] = [
  { ...shared, entry: { index: "src/entry.ts", register: "src/register.ts" }, format: ["cjs"] },
  {
    ...shared,
    entry: { index: "src/entry-module.ts", register: "src/register-module.ts" },
    format: ["esm"],
    esbuildPlugins: [namesOfCommonJs, ownPriceTable],
  },
  { ...shared, entry: { core: "src/core.ts" }, format: ["cjs"], splitting: true },
  { ...shared, entry: { cli: "src/cli/main.ts" }, format: ["esm"] },
  {
    ...shared,
    entry: { "bundle/index": "src/index.ts", "testing/bundle": "src/testing/index.ts" },
    format: ["esm"],
    splitting: true,
    esbuildPlugins: [priceTable],
    onSuccess: markForBundlers,
  },
  {
    ...shared,
    entry: { "price-table": "node_modules/@pydantic/genai-prices/dist/index.js" },
    format: ["cjs"],
    esbuildPlugins: [priceTable],
  },
  { ...shared, entry: zeroCode, format: ["cjs"], splitting: true },
  { ...shared, entry: wrappers, format: ["esm", "cjs"], splitting: true },
  { ...shared, entry: inspector, format: ["esm", "cjs"] },
  { ...shared, entry: testing, format: ["esm", "cjs"], splitting: true, external: RUNNERS },
  edge,
  {
    entry: { page: "src/inspector/page/main.tsx" },
    format: ["esm"],
    outDir: "dist/page",
    platform: "browser",
    target: "es2023",
    noExternal: [/./],
    minify: true,
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfig: "src/inspector/page/tsconfig.json",
  },
  {
    entry: {
      index: "src/index.ts",
      register: "src/register.ts",
      inspector: inspector.inspector,
      ...wrappers,
      ...testing,
      testing: "src/testing/index.ts",
    },
    external: RUNNERS,
    format: ["esm", "cjs"],
    outDir: "dist",
    dts: { only: true, banner: NAMED_BY_TYPES },
  },
];

export default configs;
