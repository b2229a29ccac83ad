/** What is recorded of a turn: nothing but facts, the conversation as it is sent, or only what is new in it. */
export type ScenarioName = "metadata" | "full" | "delta";

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  /** The contenders beside the peers; the first is what the ratios are to. */
  readonly own: readonly string[];
  /** Whether peers take part. */
  readonly hasPeers: boolean;
  /** What agentscribe is to reach: host-thread CPU as a ratio to the first contender. */
  readonly mainCpuBar: number;
}

/** The longest turn of the event loop, as a ratio, that agentscribe is to reach in every scenario. */
export const STALL_BAR = 0.25;
export const BASE = "raw-otel";

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "metadata",
    title: "A turn of a session: a model call and a tool call, metadata only",
    own: [BASE, "agentscribe", "agentscribe-response", "agentscribe-session"],
    hasPeers: true,
    mainCpuBar: 0.6,
  },
  {
    name: "full",
    title: "The same with the 10 KB conversation that is sent again at each call",
    own: [BASE, "agentscribe", "agentscribe-response"],
    hasPeers: true,
    mainCpuBar: 0.4,
  },
  {
    name: "delta",
    title: "The same conversation, of which agentscribe records what is new",
    own: ["agentscribe", "agentscribe-response"],
    hasPeers: false,
    mainCpuBar: 0.15,
  },
];
