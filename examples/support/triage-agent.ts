import { type ChatMessage, callModel, type ModelAccess, streamModel } from "./triage-model.ts";
import { type Refunds, runTriageTool, TRIAGE_TOOLS } from "./triage-tools.ts";

export interface TriageOptions extends ModelAccess {
  /** Asks a person; the time it takes is not the agent's. */
  readonly approve: (question: string) => Promise<boolean>;
  /** @defaultValue one about a late parcel */
  readonly complaint?: Complaint;
}

/** What a customer writes, and who. */
export interface Complaint {
  readonly thread: string;
  readonly customer: string;
  readonly ticket: string;
  readonly text: string;
}

export interface TriageResult {
  readonly answer: string;
  readonly outcome: "success" | "failed";
}

export const LATE_PARCEL: Complaint = {
  thread: "thread-31",
  customer: "customer-8",
  ticket: "T-12",
  text: "My order A-1042 came four days late although I paid for express. I want a refund.",
};
export const SECOND_PARCEL: Complaint = {
  thread: "thread-32",
  customer: "customer-9",
  ticket: "T-13",
  text: "Order B-2077 took a week by express delivery. Please refund the shipping.",
};
const CHOICES = ["refund", "replace", "escalate"];
const MAX_STEPS = 6;

/** A support agent in one session of three turns: it routes a complaint, solves it with tools, and says goodbye. */
export async function runTriage(options: TriageOptions): Promise<TriageResult> {
  const { telemetry, complaint = LATE_PARCEL } = options;
  const { thread, customer, ticket, text } = complaint;
  const features = { words: text.split(" ").length };
  return telemetry.session({ id: thread, user: customer, entrypoint: "cli" }, (session) =>
    telemetry.task({ id: ticket, type: "complaint", features }, async (task) => {
      await route(options);
      const answer = await solve(options);
      const isApproved = await telemetry.wait({ for: "approval" }, () => options.approve(answer));
      await sayGoodbye(options, answer);
      const outcome = isApproved ? "success" : "failed";
      task.outcome(outcome, { revisions: 0 });
      session.outcome(outcome);
      return { answer, outcome };
    }),
  );
}

/** The first turn: one call, one decision. */
async function route(options: TriageOptions): Promise<void> {
  const { telemetry } = options;
  await telemetry.agent({ name: "router" }, async () => {
    const instruction = `Classify as ${CHOICES.join(", ")}. Answer only with JSON: {"choice": "...", "confidence": 0.5}`;
    const reply = await callModel(options, "routing", [
      { role: "user", content: `${instruction}\n${complaintText(options)}` },
    ]);
    telemetry.record("decision", { type: "route", options: CHOICES, ...readDecision(reply) });
  });
}

/** The second turn: streamed calls until the model wants no more tools. */
async function solve(options: TriageOptions): Promise<string> {
  return options.telemetry.agent({ name: "support" }, async () => {
    const messages: ChatMessage[] = [
      { role: "system", content: "You help customers of a shop. Look up the order and the policy before you answer." },
      { role: "user", content: complaintText(options) },
    ];
    const refunds: Refunds = new Set();
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const { text, toolCalls } = await streamModel(options, messages, TRIAGE_TOOLS);
      if (toolCalls.length === 0)
        return (await review(options, text)) ? text : `${text} A colleague will confirm this.`;
      messages.push({ role: "assistant", content: text || null, tool_calls: toolCalls });
      messages.push(...(await Promise.all(toolCalls.map((call) => runTriageTool(options.telemetry, call, refunds)))));
    }
    throw new Error(`no answer after ${MAX_STEPS} steps`);
  });
}

/** A second agent inside the first. */
async function review(options: TriageOptions, text: string): Promise<boolean> {
  const { telemetry } = options;
  return telemetry.agent({ name: "reviewer" }, async () => {
    const question = `Review this answer to a customer. Say "approved" or what is wrong: ${text}`;
    return /approved/i.test(await callModel(options, "review", [{ role: "user", content: question }]));
  });
}

/** The third turn: a call without tools. */
async function sayGoodbye(options: TriageOptions, answer: string): Promise<void> {
  await options.telemetry.agent({ name: "support" }, () =>
    callModel(options, "main", [
      { role: "user", content: complaintText(options) },
      { role: "assistant", content: answer },
      { role: "user", content: "Thank you!" },
    ]),
  );
}

function complaintText({ complaint = LATE_PARCEL }: TriageOptions): string {
  return complaint.text;
}

function readDecision(reply: string): { choice: string; confidence: number } {
  try {
    const { choice, confidence }: { choice?: unknown; confidence?: unknown } = JSON.parse(reply);
    return { choice: String(choice), confidence: Number(confidence) };
  } catch {
    return { choice: "escalate", confidence: 0 }; // Not JSON: a person decides.
  }
}
