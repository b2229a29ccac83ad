import { type AlertReading, askHours, type History, nameOf } from "./reading.ts";
import { OF_HOURS, SeriesWatch, type WatchSubject } from "./series-watch.ts";
import { toldSql } from "./statements.ts";

const LOOP = "agentscribe.loop.detected";
const BUDGET = "agentscribe.budget.exceeded";

/** Loops and budgets that agents told of. Nothing is judged: an hour in which one was told of is out of the usual. */
export function* readTold(history: History): AlertReading<readonly SeriesWatch[]> {
  const { window, dialect } = history;
  const loops = new SeriesWatch({ kind: "loop", unit: "{event}", times: OF_HOURS }, window);
  const budgets = new SeriesWatch({ kind: "budget", unit: "{event}", times: OF_HOURS }, window);
  const sql = toldSql({ dialect, service: window.service }, [LOOP, BUDGET]);
  let told = new Map<string, { readonly watch: SeriesWatch; readonly subject: WatchSubject; times: number }>();
  let hour = Number.NEGATIVE_INFINITY;
  const finish = (): void => {
    for (const { watch, subject, times } of told.values())
      watch.say(subject, hour, () => ({ verdict: { verdict: "told" }, value: times, count: times }));
    told = new Map();
  };
  for (const [at, said, service, agent, tool, times] of yield* askHours(history, sql)) {
    if (Number(at) > hour) finish();
    hour = Number(at);
    const isLoop = said === LOOP;
    const subject = subjectOf(isLoop ? String(tool) : "", String(agent), nameOf(service));
    const key = `${said}\n${subject.subjectType}\n${subject.service}\n${subject.subject}`;
    const known = told.get(key) ?? { watch: isLoop ? loops : budgets, subject, times: 0 };
    told.set(key, { ...known, times: known.times + Number(times) });
  }
  finish();
  return [loops, budgets];
}

/** The tool that was called again and again, else the agent, else all of the service. */
function subjectOf(tool: string, agent: string, service: string): WatchSubject {
  if (tool !== "") return { subjectType: "tool", subject: tool, service };
  return agent === ""
    ? { subjectType: "sessions", subject: service, service }
    : { subjectType: "agent", subject: agent, service };
}
