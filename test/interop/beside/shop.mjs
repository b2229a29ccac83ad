import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { answer, lookupOrder } from "../migration/agent.mjs";

/** What `datadog-host.mjs` does, which stands on a page as a whole, for programs that start the two otherwise. */
export async function serve(tracer, telemetry) {
  const client = wrapOpenAI(new OpenAI());
  const lookup = (id) =>
    telemetry.tool({ name: "lookup_order", arguments: { id } }, () => tracer.trace("query", () => lookupOrder(id)));

  await tracer.trace("request", () =>
    telemetry.session({ id: "thread-1", user: { id: "ada" } }, () =>
      telemetry.agent({ name: "support" }, async () => {
        console.log(await answer(client, "Where is order A-1042?", lookup));
      }),
    ),
  );
  await telemetry.shutdown();
}
