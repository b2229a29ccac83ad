import { createOpenAI } from "@ai-sdk/openai";
import { stepCountIs, tool } from "ai";
import { z } from "zod";
import { lookupOrder } from "../agent.mjs";

/** What is asked for, without any telemetry. */
export const request = {
  model: createOpenAI().chat("gpt-4o-mini"),
  system: "You help customers.",
  prompt: "Where is order A-1042?",
  stopWhen: stepCountIs(5),
  tools: {
    lookup_order: tool({ inputSchema: z.object({ id: z.string() }), execute: ({ id }) => lookupOrder(id) }),
  },
};
