/**
 * Takes the pictures of `docs/screenshots` from a real inspector: `npm run docs:screenshots`, with Chromium at
 * `/usr/bin/chromium`; names after `--` take only those. The demo's agent runs twice; boards get the same runs again, spread over the days before, the
 * newest of them slower.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { init } from "agentscribe";
import { type Inspector, startInspector } from "agentscribe/inspector";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { TRIAGE_SCRIPT } from "../../examples/support/model/triage-script.ts";
import { LATE_PARCEL, runTriage, SECOND_PARCEL } from "../../examples/support/triage-agent.ts";
import { startModelServer } from "../../test/support/model-server.ts";
import { earlierRuns, type Run } from "./earlier-runs.ts";

const FOLDER = fileURLToPath(new URL("../screenshots/", import.meta.url));
const MAX_BYTES = 150_000;
const SECOND = 1_000_000_000n;
const HOUR = 3_600_000_000;

/** Over about 60 hours: enough in an hour for a band around p95. */
const RUNS = 420;

/** A picture: its file, its address after `#`, its theme, and what is done before it is taken. */
interface Shot {
  readonly name: string;
  readonly address: string;
  readonly theme: "light" | "dark";
  /** @defaultValue 720 */
  readonly height?: number;
  readonly prepare?: (page: Page) => Promise<void>;
}

const home = mkdtempSync(join(tmpdir(), "agentscribe-screenshots-"));
process.env.XDG_STATE_HOME = home;
const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:", fullText: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
});
try {
  await runDemo(inspector);
  const { sessions } = await inspector.store.sessions({});
  await sendEarlierRuns(inspector);
  mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext();
  await (await context.newPage()).goto(inspector.url);
  const named = process.argv.slice(2);
  for (const shot of shotsOf(sessions.map(({ id }) => id).sort()))
    if (named.length === 0 || named.includes(shot.name)) await take(context, inspector.url, shot);
} finally {
  await browser.close();
  await inspector.close();
  rmSync(home, { recursive: true });
}

async function runDemo({ otlpUrl }: Inspector): Promise<void> {
  const scripted = await startModelServer({ script: TRIAGE_SCRIPT });
  const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: scripted.url }));
  const telemetry = init({
    service: { name: "triage-bot", version: "1.4.0" },
    exporters: [{ url: otlpUrl, capture: "full" }],
    spool: false,
  });
  const approve = async (): Promise<boolean> => true;
  for (const complaint of [LATE_PARCEL, SECOND_PARCEL])
    await runTriage({ telemetry, client, model: "gpt-5-mini", approve, complaint });
  await telemetry.shutdown();
  await scripted.close();
}

async function sendEarlierRuns({ otlpUrl, token }: Inspector): Promise<void> {
  const exported = await fetch(`${otlpUrl}/api/export/otlp`, { headers: { authorization: `Bearer ${token}` } });
  const lines = (await exported.text()).split("\n").filter(Boolean);
  for (const body of earlierRuns(lines, spreadRuns())) {
    const signal = body.startsWith('{"resourceSpans"') ? "traces" : "logs";
    const headers = { "content-type": "application/json" };
    const { ok, status } = await fetch(`${otlpUrl}/v1/${signal}`, { method: "POST", headers, body });
    if (!ok) throw new Error(`the inspector answered ${status}`);
  }
}

/** Runs at uneven distances, the same each time; those of the last four hours are slower. */
function spreadRuns(): readonly Run[] {
  let state = 7;
  const chance = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  let minutes = 12;
  return Array.from({ length: RUNS }, () => {
    minutes += 2 + 13 * chance();
    return {
      ago: BigInt(Math.round(minutes * 60)) * SECOND,
      slowness: (minutes < 240 ? 2.1 : 1) * (0.7 + 0.6 * chance()),
    };
  });
}

function shotsOf([first = "", second = ""]: readonly string[]): readonly Shot[] {
  const now = Date.now() * 1_000;
  const session = `/sessions/${encodeURIComponent(first)}`;
  const failed = async (page: Page): Promise<void> => {
    await page.keyboard.press("e");
    await page.getByRole("region", { name: "Error" }).waitFor();
  };
  return [
    { name: "sessions", address: "/sessions", theme: "light", height: 520 },
    { name: "trace", address: session, theme: "light", height: 660, prepare: failed },
    { name: "conversation", address: `${session}/conversation`, theme: "dark" },
    { name: "replay", address: `${session}/replay`, theme: "light", prepare: (page) => page.keyboard.press("e") },
    {
      name: "compare",
      address: `/compare?a=${encodeURIComponent(first)}&b=${encodeURIComponent(second)}`,
      theme: "dark",
    },
    { name: "dashboard", address: "/dashboard", theme: "light" },
    { name: "cost", address: "/dashboard?board=cost", theme: "dark" },
    { name: "latency", address: `/dashboard?board=latency&from=${now - 46 * HOUR}&to=${now}`, theme: "light" },
    { name: "tools", address: "/dashboard?board=tools", theme: "dark" },
    { name: "outcomes", address: "/dashboard?board=outcomes", theme: "light" },
    { name: "alerts", address: "/dashboard?board=alerts&range=7d", theme: "light", height: 620 },
    { name: "questions", address: "/dashboard?board=questions&question=cost&by=agent", theme: "light" },
    {
      name: "search",
      address: "/search?text=refund",
      theme: "dark",
      prepare: (page) => page.getByRole("button", { name: "where" }).first().click(),
    },
    {
      name: "export",
      address: session,
      theme: "light",
      height: 620,
      prepare: (page) => page.getByRole("button", { name: "Export" }).click(),
    },
    { name: "palette", address: "/dashboard", theme: "dark", prepare: (page) => page.keyboard.press("Control+k") },
  ];
}

async function take(
  context: BrowserContext,
  url: string,
  { name, address, theme, height = 720, prepare }: Shot,
): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width: 1180, height });
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.goto(`${url.split("#")[0]}#${address}`);
  await page.waitForLoadState("load");
  await settled(page);
  await prepare?.(page);
  await settled(page);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  await page.close();
  const { size } = statSync(path);
  console.log(`${name}.png ${Math.round(size / 1000)} KB`);
  if (size > MAX_BYTES) throw new Error(`${name}.png is larger than ${MAX_BYTES} bytes`);
}

/** Waits until no view loads anything more. */
async function settled(page: Page): Promise<void> {
  await page
    .getByText(/^Loading /)
    .first()
    .waitFor({ state: "detached" });
  await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  await page
    .getByText(/^Loading /)
    .first()
    .waitFor({ state: "detached" });
}
