import type { VNode } from "preact";
import type { SessionRow } from "../../api.ts";
import { formatCount, formatExact } from "../ui/format.ts";
import { Badge, Glyph, OutcomeBadge } from "../ui/glyph.tsx";
import { TokenBar } from "../ui/token-bar.tsx";
import { Duration, Fact, Money, Time, Tokens } from "../ui/values.tsx";

/** What a session is called: its service, and its agent where that has another name. */
export function nameOf({ service, agent }: SessionRow): string {
  return agent === null || agent === service ? service : `${service} · ${agent}`;
}

/** How a session failed that did: a run that failed by itself has no error in it. */
export function failureOf({ errors }: SessionRow): string {
  if (errors === 0) return "failed";
  return errors === 1 ? "1 error" : `${formatCount(errors)} errors`;
}

/** A session in two lines: who, when, how much, how it turned out. */
export function SessionFacts({ session }: { readonly session: SessionRow }): VNode {
  const { models, decisionPath } = session;
  return (
    <>
      <dl class="facts-line">
        <Fact name="Cost">
          <Money usd={session.costUsd} unpricedCalls={session.unpricedCalls} />
        </Fact>
        <Fact name="Tokens">
          <Tokens input={session.inputTokens || null} output={session.outputTokens || null} />
          <span class="short-bar">
            <TokenBar counts={session} />
          </span>
        </Fact>
        <Fact name="Model calls">{formatExact(session.inferenceCalls)}</Fact>
        <Fact name="Tool calls">{formatExact(session.toolCalls)}</Fact>
        <Fact name="Errors">
          {session.failed ? (
            <Badge tone="bad">{session.errors === 0 ? "failed" : formatExact(session.errors)}</Badge>
          ) : (
            <span class="none">0</span>
          )}
        </Fact>
        <Fact name="Duration">
          <Duration us={session.endUs - session.startUs} /> {session.isOpen && <Badge tone="live">running</Badge>}
        </Fact>
        <Fact name="Started">
          <Time us={session.startUs} withDate />
        </Fact>
        {models.length > 0 && <Fact name={models.length === 1 ? "Model" : "Models"}>{models.join(", ")}</Fact>}
        {session.user !== null && <Fact name="User">{session.user}</Fact>}
        {session.taskType !== null && <Fact name="Task">{session.taskType}</Fact>}
        {session.outcome !== null && (
          <Fact name="Outcome">
            <OutcomeBadge outcome={session.outcome} />
          </Fact>
        )}
      </dl>
      {decisionPath !== "" && <DecisionPath path={decisionPath} />}
    </>
  );
}

/** The decisions of a session in their order. */
export function DecisionPath({ path }: { readonly path: string }): VNode {
  return (
    <span class="decision-path" title={path}>
      <Glyph kind="decision" label="Decisions" />
      {path.split(" > ").map((decision, index) => (
        <span key={index}>
          {index > 0 && <span class="none"> › </span>}
          {decision}
        </span>
      ))}
    </span>
  );
}
