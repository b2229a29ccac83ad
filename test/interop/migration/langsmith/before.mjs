import { Client } from "langsmith";
import { getCurrentRunTree, traceable } from "langsmith/traceable";
import { wrapOpenAI } from "langsmith/wrappers";
import OpenAI from "openai";
import { answer, lookupOrder } from "../agent.mjs";

const langsmith = new Client();
const client = wrapOpenAI(new OpenAI(), { client: langsmith });
const lookup = traceable(lookupOrder, { name: "lookup_order", run_type: "tool", client: langsmith });

const support = traceable(
  async (question) => {
    const { id } = getCurrentRunTree();
    return { id, said: await answer(client, question, lookup) };
  },
  { name: "support", client: langsmith, metadata: { thread_id: "thread-1", user_id: "ada" } },
);

const { id, said } = await support("Where is order A-1042?");
console.log(said);
await langsmith.awaitPendingTraceBatches();
await langsmith.createFeedback(id, "helpful", { score: 1 });
