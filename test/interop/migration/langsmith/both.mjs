import { init } from "agentscribe";
import { wrapOpenAI } from "agentscribe/openai";
import { Client } from "langsmith";
import { traceable } from "langsmith/traceable";
import { wrapOpenAI as wrapForLangSmith } from "langsmith/wrappers";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const langsmith = new Client();
const telemetry = init({ service: { name: "shop" } });

const client = wrapForLangSmith(wrapOpenAI(new OpenAI()), { client: langsmith }); // ours inside
const traced = traceable(lookupOrder, { name: "lookup_order", run_type: "tool", client: langsmith });
const lookup = (id) => telemetry.tool({ name: "lookup_order", arguments: { id } }, () => traced(id));

const support = traceable(
  (question) =>
    telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
      telemetry.agent({ name: "support" }, () => answer(client, question, lookup)),
    ),
  { name: "support", client: langsmith, metadata: { thread_id: "thread-1", user_id: "ada" } },
);

console.log(await support("Where is order A-1042?"));
await langsmith.awaitPendingTraceBatches();
await telemetry.shutdown();
