import { expect, it } from "vitest";
import { wrapBedrock } from "../../../src/instrumentation/bedrock/index.ts";
import { BEDROCK_MODULES } from "../../../src/instrumentation/bedrock/modules.ts";
import { startRecording } from "../../support/recording.ts";
import { json, startScriptedServer } from "../../support/scripted-server.ts";
import { ASK, CONVERSE, clientOptions, type Loading } from "./support.ts";

it.each<Loading>(["esm", "cjs"])("records once what clients of the loaded module send, %s", async (loading) => {
  const server = await startScriptedServer(json({ message: "slow" }, 429), json(CONVERSE));
  const { aws, options } = await clientOptions(loading, server.url);
  const [hook] = BEDROCK_MODULES;
  expect(hook?.name).toBe("@aws-sdk/client-bedrock-runtime");
  hook?.patch(aws);
  hook?.patch(aws);
  const { finish } = await startRecording();
  await new aws.BedrockRuntimeClient(options).send(new aws.ConverseCommand(ASK));
  await wrapBedrock(new aws.BedrockRuntime(options)).converse(ASK);
  const { spans } = await finish();
  expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([50, 50]);
  expect(spans[0]?.attributes["agentscribe.llm.retries"]).toBe(1);
});
