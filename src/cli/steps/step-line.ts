import type { Step } from "../../inspector/index.ts";
import { formatCount } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { Paint } from "../terminal/paint.ts";
import { describeWork } from "./describe-work.ts";

/** Steps that others are inside of. */
const AROUND: ReadonlySet<Step["type"]> = new Set(["agent", "task"]);
/** Steps without a length. */
const MOMENTS: ReadonlySet<Step["type"]> = new Set(["decision", "outcome", "event"]);

/** A step, wherever it stands. */
export type OneStep = Omit<Step, "index" | "running">;

/** A step as one line: its mark, its name, what it took and what came of it. */
export function stepLine(step: OneStep, paint: Paint): string {
  const name = MOMENTS.has(step.type) ? terminalText(step.name) : paint("bold", terminalText(step.name));
  return `${"  ".repeat(Math.min(step.depth, 30))}${markOf(step, paint)} ${name}${rest(step, paint)}`;
}

function markOf({ type, failed }: OneStep, paint: Paint): string {
  if (failed) return paint("bad", "✖");
  if (AROUND.has(type)) return paint("accent", "▶");
  return MOMENTS.has(type) ? paint("notable", "◆") : paint("good", "●");
}

function rest(step: OneStep, paint: Paint): string {
  const { decision, outcome, summary, finishReason, withheld } = step;
  // A sender that left something out says how long it was; of others it is only known that it is not there.
  const hidden = withheld.flatMap(({ what, characters }) =>
    characters === null ? [] : [`${terminalText(what)} ${formatCount(characters)}`],
  );
  const absent = withheld.flatMap(({ what, characters }) => (characters === null ? [inWords(terminalText(what))] : []));
  const parts = [
    ...(decision === null ? [] : [describeDecision(decision, paint)]),
    ...(outcome === null ? [] : [paint("bold", terminalText(outcome))]),
    ...(MOMENTS.has(step.type) ? [] : describeWork({ ...step, isCall: step.type === "inference" }, paint)),
    ...(finishReason === null ? [] : [terminalText(finishReason)]),
    ...(summary === null || summary === outcome || decision !== null ? [] : [terminalText(summary, 200)]),
    ...(hidden.length === 0 ? [] : [paint("dim", `(withheld, characters: ${hidden.join(", ")})`)]),
    ...(absent.length === 0 ? [] : [paint("dim", `(not recorded: ${absent.join(", ")})`)]),
  ];
  return parts.length === 0 ? "" : ` ${parts.join(" · ")}`;
}

/** `toolArguments` as a person says it. */
const inWords = (what: string): string => what.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function describeDecision({ choice, options, confidence }: NonNullable<Step["decision"]>, paint: Paint): string {
  const others = options.filter((option) => option !== choice).map((option) => terminalText(option, 40));
  const instead = others.length === 0 ? "" : ` (not ${others.slice(0, 8).join(", ")})`;
  const sure = confidence === null ? "" : ` · ${Math.round(confidence * 100)} % sure`;
  return `→ ${paint("bold", terminalText(choice))}${instead}${sure}`;
}
