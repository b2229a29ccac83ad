import { setTimeout as wait } from "node:timers/promises";
import { type Budget, fromContext } from "../../src/index.ts";
import type { Vendor } from "../vendors/load.ts";
import type { MatrixCase } from "./cases.ts";
import type { Contender } from "./contender.ts";
import type { Played, Seen, Story } from "./stage.ts";

const STOPPED: Seen = { stopped: true };

/** What an error tells of a budget, however deep the client has put it. */
function isOfBudget(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) if (one.name === "BudgetExceeded") return true;
  return false;
}

/** Runs work under a budget. A client that nobody wraps cannot be stopped: it asks and is called off, and of it is told what the wrapped one has to show. */
async function underBudget(
  options: object,
  ask: (signal: AbortSignal) => Promise<void>,
  work: (budget: Budget) => Promise<Seen>,
): Promise<Seen> {
  const telemetry = fromContext();
  if (!telemetry.enabled) {
    const controller = new AbortController();
    ask(controller.signal).catch(() => undefined);
    await wait(30);
    controller.abort();
    return STOPPED;
  }
  const budget = telemetry.budget({ name: "matrix", ...options });
  return telemetry.agent({ name: "limited", budget }, () => work(budget));
}

/** Another call uses up the budget meanwhile. */
function spend(): void {
  fromContext().recordLlm({ provider: "other", model: "other", durationMs: 1, usage: { inputTokens: 5_000 } });
}

const chatsOf = ({ spans }: Played): number =>
  spans.filter(({ attributes }) => attributes["gen_ai.operation.name"] !== "invoke_agent").length;

const askOf =
  (client: Vendor, contender: Contender, stream = false) =>
  async (signal: AbortSignal): Promise<void> => {
    const answer = await contender.ask(client, { stream, signal });
    // A generator asks when it is pulled.
    if (stream) for await (const _chunk of contender.chunks?.(answer) ?? answer) break;
  };

const refused: Story = (client, contender) =>
  underBudget({ maxCalls: 1 }, askOf(client, contender), async () => {
    await contender.ask(client, {});
    try {
      await contender.ask(client, {});
      return { stopped: false };
    } catch (error) {
      return isOfBudget(error) ? STOPPED : { stopped: String(error) };
    }
  });

const streamEnded: Story = (client, contender) =>
  underBudget({ maxTokens: 1_000 }, askOf(client, contender, true), async () => {
    const answer = await contender.ask(client, { stream: true });
    const chunks: AsyncIterable<unknown> = contender.chunks?.(answer) ?? answer;
    try {
      for await (const _chunk of chunks) spend();
      return { stopped: "it ended as if it were whole" };
    } catch (error) {
      return isOfBudget(error) || isAbort(error) ? STOPPED : { stopped: String(error) };
    }
  });

const calledOff: Story = (client, contender) =>
  underBudget({ maxTokens: 1_000 }, askOf(client, contender), async () => {
    const call = contender.ask(client, {});
    const outcome = Promise.resolve(call).then(
      () => ({ stopped: "it was answered" }),
      () => STOPPED,
    );
    await wait(50);
    spend();
    return outcome;
  });

function isAbort(error: unknown): boolean {
  return error instanceof Error && /abort/i.test(`${error.name} ${error.message} ${error.constructor.name}`);
}

const canCallOff = ({ abortsStreamsOnly, givesUpTimeLimit }: Contender): boolean =>
  abortsStreamsOnly !== true && givesUpTimeLimit !== true;

/** What a budget that stops does to a wrapped client. */
export const BUDGET_CASES: readonly MatrixCase[] = [
  {
    title: "a budget refuses the next call",
    answers: ({ protocol }) => [protocol.whole],
    story: refused,
    judge: (played) => [chatsOf(played) !== 1 && `${chatsOf(played)} spans of calls`],
  },
  {
    title: "a budget ends a stream that is open",
    answers: ({ protocol }) => [protocol.hangsMidStream],
    story: streamEnded,
    judge: () => [],
  },
  {
    title: "a budget calls off a request",
    answers: (contender) => (canCallOff(contender) ? [() => undefined] : undefined),
    story: calledOff,
    judge: () => [],
  },
];
