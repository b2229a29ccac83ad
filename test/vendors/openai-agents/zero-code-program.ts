/** An application that says nothing of telemetry. Arguments: the folder of packages, `ESM` or `CommonJS`, the provider's URL, the backend's URL. */
import { createRequire } from "node:module";
import { init } from "../../../src/index.ts";
import { OPENAI_AGENTS_MODULES } from "../../../src/instrumentation/openai-agents/modules.ts";
import { hookModules } from "../../../src/instrumentation/register/hook-modules.ts";
import type { Vendor } from "../load.ts";

const [, , folder = "", kind, provider = "", url = ""] = process.argv;
const names = OPENAI_AGENTS_MODULES.map(({ name }) => name);
hookModules(names, () => OPENAI_AGENTS_MODULES);
const telemetry = init({ service: { name: "zero-code" }, host: "own", spool: false, exporters: [{ url }] });

const loader = (await import(new URL("load-here.mjs", `file://${folder}/`).href)) as Vendor;
const load = async (name: string): Promise<Vendor> =>
  kind === "ESM" ? await loader.load(name) : createRequire(`${folder}/`)(name);
const agents = await load("@openai/agents");
const { OpenAI } = await load("openai");
agents.setTraceProcessors([]);
agents.setDefaultOpenAIClient(new OpenAI({ apiKey: "none", baseURL: `${provider}/v1` }));
console.log((await agents.run(new agents.Agent({ name: "talker", model: "gpt-5" }), "hi")).finalOutput);
await telemetry.shutdown();
