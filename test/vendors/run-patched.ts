import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Totals } from "../../src/index.ts";
import type { VendorSet } from "./load.ts";

const run = promisify(execFile);
const here = new URL("./", import.meta.url);

export interface PatchedProgram {
  readonly set: VendorSet;
  readonly cjs: boolean;
  /** Name of the package, and of the client's class in it. */
  readonly module: string;
  readonly className: string;
  /** Folder in `src/instrumentation`, and the name of its hooks. */
  readonly wrapper: string;
  readonly hooks: string;
  /** Given to the client's constructor. */
  readonly options: object;
  /** What is done with `client`; `wrapper` has what the wrapper's entry exports. */
  readonly body: string;
}

/** Patches a package's classes and uses them, in a process of its own: they stay patched. Gives the totals recorded. */
export async function runPatched(program: PatchedProgram): Promise<Totals> {
  const { set, cjs, module, className, wrapper, hooks, options, body } = program;
  const at = (path: string): string => JSON.stringify(new URL(path, here).href);
  const load = cjs
    ? `createRequire(${at(`${set}/`)})(${JSON.stringify(module)})`
    : `await (await import(${at(`${set}/load-here.mjs`)})).load(${JSON.stringify(module)})`;
  const code = `
    import { createRequire } from "node:module";
    import { init } from ${at("../../src/index.ts")};
    import { ${hooks} } from ${at(`../../src/instrumentation/${wrapper}/modules.ts`)};
    import * as wrapper from ${at(`../../src/instrumentation/${wrapper}/index.ts`)};
    const exports = ${load};
    const hook = ${hooks}.find(({ name }) => name === ${JSON.stringify(module)});
    hook.patch(exports);
    hook.patch(exports);
    const spanExporter = { export: (_, done) => done({ code: 0 }), shutdown: async () => undefined };
    const telemetry = init({ service: { name: "patched" }, host: "own", spool: false, exporters: [{ type: "custom", spanExporter }] });
    const client = new exports.${className}(${JSON.stringify(options)});
    ${body}
    console.log(JSON.stringify(telemetry.snapshot().totals));
    await telemetry.shutdown({ timeoutMillis: 2000 });
  `;
  const env = { PATH: process.env.PATH };
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], { env, timeout: 20_000 });
  return JSON.parse(stdout) as Totals;
}
