import { onTestFinished } from "vitest";
import { type Answer, json } from "../../support/scripted-server.ts";
import type { VendorSet } from "../load.ts";
import { CLIENTS, type Started, type StartOptions, start } from "./support.ts";

/** Agents that OpenAI hosts came with the newest client. */
export const HOSTED_CLIENTS: readonly { readonly set: VendorSet; readonly cjs: boolean }[] = CLIENTS.filter(
  ({ set }) => set === "newest",
);

/** 1,000 of 1,200 input tokens are cached, 30 of 50 output tokens are reasoning. */
export const TURN_USAGE = {
  input_tokens: 1200,
  input_tokens_details: { cached_tokens: 1000 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 30 },
  total_tokens: 1250,
};

/** What $1.25, $0.125 and $10 a million make of it. */
export const TURN_COST: number = (200 * 1.25 + 1000 * 0.125 + 50 * 10) / 1_000_000;

let sessions = 0;

/** A session and its turns: each test has one of its own, for the process remembers them. */
export interface Play {
  readonly id: string;
  readonly session: object;
  turn(status: string, more?: object): object;
  /** An event of the session, of its first turn where it has one. */
  event(type: string, more?: object): object;
  turnEvent(status: string, more?: object, usage?: object | null): object;
  item(kind: "added" | "done", item: object, turn?: string): object;
  text(delta: string): object;
}

export function newPlay({ agent = {} }: { readonly agent?: object } = {}): Play {
  sessions += 1;
  const id = `sess_${sessions}`;
  const turnId = `turn_${sessions}`;
  const session = {
    id,
    object: "agent.session",
    status: "idle",
    created_at: 1,
    last_active_at: 1,
    error: null,
    required_actions: [],
    usage: null,
    metadata: {},
    vault_ids: [],
    environment: { type: "none" },
    agent: { id: "agent_1", name: "helper", model: "gpt-5", service_tier: "auto", tools: [], ...agent },
  };
  let events = 0;
  const event = (type: string, more: object = {}): object => {
    events += 1;
    return { type: `agent.session.${type}`, event_id: `ev_${sessions}_${events}`, session_id: id, ...more };
  };
  const turn = (status: string, more: object = {}): object => ({
    id: turnId,
    object: "agent.session.turn",
    session_id: id,
    agent_id: "agent_1",
    subagent_id: null,
    status,
    created_at: Math.floor(Date.now() / 1000),
    started_at: null,
    completed_at: null,
    error: null,
    usage: null,
    ...more,
  });
  return {
    id,
    session,
    turn,
    event,
    turnEvent: (status, more, usage) => {
      const told = turn(status === "created" ? "queued" : status, more) as { id: string };
      return event(`turn.${status}`, { turn_id: told.id, turn: told, ...(usage !== undefined && { usage }) });
    },
    item: (kind, item, of = turnId) =>
      event(`turn.item.${kind}`, { turn_id: of, output_index: 0, item: { turn_id: of, ...item } }),
    text: (delta) =>
      event("turn.output_text.delta", { turn_id: turnId, item_id: "msg_1", output_index: 0, content_index: 0, delta }),
  };
}

export const message = (text: string, phase: string | null = "final_answer"): object => ({
  id: `msg_${text}`,
  type: "message",
  role: "assistant",
  status: "completed",
  phase,
  content: [{ type: "output_text", text }],
});

/** A whole turn that answers `ab`. */
export function wholeTurn(play: Play): readonly object[] {
  return [
    play.turnEvent("created"),
    play.turnEvent("in_progress"),
    play.text("a"),
    play.text("b"),
    play.item("done", message("ab")),
    play.turnEvent("completed", { usage: TURN_USAGE }, TURN_USAGE),
    play.event("idle", { session: play.session }),
  ];
}

/** Requests, by method and the end of their path: `GET /events`, `POST /sessions`. Of a list each answers one request, the last one all after it. */
export type Routes = Readonly<Record<string, Answer | readonly Answer[]>>;

/** A wrapped client whose provider answers by route; `202` without a body where nothing else is said. */
export async function startHosted(options: StartOptions, routes: Routes): Promise<Started> {
  const seen = new Map<string, number>();
  return start({ ...options, client: { maxRetries: 0 } }, async (response, request) => {
    const path = request.path.replace(/\?.*/, "");
    const route = Object.keys(routes).find((key) => `${request.method} ${path}`.match(new RegExp(pattern(key))));
    const found = route === undefined ? undefined : routes[route];
    if (route === undefined || found === undefined) {
      response.writeHead(202).end();
      return;
    }
    const count = seen.get(route) ?? 0;
    seen.set(route, count + 1);
    const answer = typeof found === "function" ? found : found[Math.min(count, found.length - 1)];
    await answer?.(response, request);
  });
}

function pattern(route: string): string {
  const [method, end] = route.split(" ");
  return `^${method} .*${end}$`;
}

/** What a session streams that waits for something to be sent to it: nothing before the input is there. */
export function live(events: readonly object[], end: "close" | "drop" | "hang" = "hang"): Routes {
  let send: (() => void) | undefined;
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  onTestFinished(() => send?.());
  return {
    "GET /events": async (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      await sent;
      for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`);
      if (end === "close") response.end();
      if (end === "drop") response.destroy();
    },
    "POST /events": (response) => {
      send?.();
      response.writeHead(202).end();
    },
  };
}

export const sessionRoute = (play: Play): Routes => ({ [`GET /${play.id}`]: json(play.session) });

export async function drain(stream: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}
