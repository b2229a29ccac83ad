import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { htmlFile } from "../../../../src/inspector/exports/html-file.ts";
import { sessionAnswers } from "../../../../src/inspector/exports/session-answers.ts";
import { madeUpSession } from "../../../support/inspector/made-up-session.ts";
import { madeUpDetail, madeUpStore, TRACE } from "../../../support/inspector/made-up-store.ts";

const ATTACK = `</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>'"&`;

async function written(script: string, answers: Readonly<Record<string, unknown>>, title = "title"): Promise<string> {
  async function* entries(): AsyncGenerator<readonly [string, unknown]> {
    yield* Object.entries(answers);
  }
  let text = "";
  for await (const piece of htmlFile(title, { script, style: "p{}" }, entries())) text += piece;
  return text;
}

/** What the browser takes for the text of the element that begins with `tag`. */
const elementOf = (html: string, tag: string): string => {
  const begin = html.indexOf(tag) + tag.length;
  return html.slice(begin, html.indexOf("</", begin));
};

describe("htmlFile()", () => {
  it("holds answers with any text so that no tag of theirs begins", async () => {
    const answers = { [`/api/sessions/${ATTACK}`]: { name: ATTACK, list: [ATTACK, { [ATTACK]: ATTACK }] } };
    const html = await written("run()", answers, ATTACK);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<img");
    const data = elementOf(html, '<script type="application/json" id="agentscribe-data">');
    expect(JSON.parse(data)).toEqual(answers);
  });

  it("lets run only the script that it has, by its hash", async () => {
    const html = await written('const end = "</SCRIPT>"; const open = "<!--"; const lines = `a\r\nb`;', {});
    const script = elementOf(html, '<script type="module">');
    const hash = createHash("sha256").update(script).digest("base64");
    expect(html).toContain(`script-src 'sha256-${hash}';`);
    expect(html).toContain("default-src 'none'");
    expect(new Function(`${script}; return [end, open, lines]`)()).toEqual(["</SCRIPT>", "<!--", "a\nb"]);
  });
});

describe("sessionAnswers()", () => {
  it("has the answers under the paths that the page asks for, and nothing of other sessions or of this machine", async () => {
    const status = async () => {
      throw new Error("the status of the whole store is not asked for");
    };
    const store = madeUpStore({ status, details: async () => [madeUpDetail({ spanId: "00000000000000ab" })] });
    const answers: Record<string, unknown> = {};
    const row = madeUpSession();
    for await (const [path, value] of sessionAnswers(store, row)) answers[path] = value;
    expect(Object.keys(answers).sort()).toEqual([
      "/api/sessions",
      "/api/sessions/session-a",
      "/api/sessions/session-a/events",
      "/api/sessions/session-a/spans",
      "/api/sessions/session-a/steps",
      `/api/spans/${TRACE}/00000000000000ab`,
      "/api/status",
    ]);
    expect(answers["/api/status"]).toMatchObject({ path: "", sessions: 1 });
    expect(answers["/api/sessions"]).toEqual({ sessions: [row], next: null });
  });
});
