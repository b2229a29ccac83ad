/** An application that says nothing of telemetry, and prints what was recorded of it. Arguments: the folder of packages, `ESM` or `CommonJS`. */
import { createRequire } from "node:module";
import { init } from "../../../src/index.ts";
import { LANGCHAIN_MODULES } from "../../../src/instrumentation/langchain/modules.ts";
import { hookModules } from "../../../src/instrumentation/register/hook-modules.ts";

const [, , folder = "", kind, url = ""] = process.argv;
const names = LANGCHAIN_MODULES.map(({ name }) => name);
hookModules(names, () => LANGCHAIN_MODULES);
const telemetry = init({ service: { name: "zero-code" }, host: "own", spool: false, exporters: [{ url }] });

const load = async (name: string) =>
  kind === "ESM"
    ? (
        (await import(new URL("load-here.mjs", `file://${folder}/`).href)) as { load(name: string): Promise<unknown> }
      ).load(name)
    : createRequire(`${folder}/`)(name);
await load("@langchain/openai");
const { FakeListChatModel } = (await load("@langchain/core/utils/testing")) as {
  FakeListChatModel: new (options: object) => { pipe(next: unknown): { invoke(input: string): Promise<unknown> } };
};
const { RunnableLambda } = (await load("@langchain/core/runnables")) as {
  RunnableLambda: { from(fn: unknown): unknown };
};
const chain = new FakeListChatModel({ responses: ["hello"] }).pipe(
  RunnableLambda.from((message: { content: string }) => telemetry.step({ name: "mine" }, () => message.content)),
);
console.log(JSON.stringify(await chain.invoke("hi")));
await telemetry.shutdown();
