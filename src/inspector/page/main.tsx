import "./style.css";
import { render } from "preact";
import type { SessionPage } from "../api.ts";
import { App } from "./app.tsx";
import { source } from "./data/data.ts";
import { startLive } from "./data/live.ts";
import { hasToken, login } from "./data/login.ts";
import { navigate, startRouter } from "./routing/router.ts";
import { startKeyboard } from "./ui/keyboard.ts";
import { startTheme } from "./ui/theme.ts";

const root = document.getElementById("page") ?? document.body;
startTheme();
startKeyboard();
if (source.isLive) {
  await login();
  // In a tab that is open: of an inspector that was started again, say.
  addEventListener("hashchange", () => hasToken() && location.reload());
  startLive();
}
startRouter();
if (!source.isLive && location.hash === "") await goToOnlySession();
render(<App />, root);

/** An exported file opens on the session that is in it. */
async function goToOnlySession(): Promise<void> {
  const { sessions } = await source.get<SessionPage>("/api/sessions");
  const [only, another] = sessions;
  if (only !== undefined && another === undefined)
    navigate({ view: "trace", of: { session: only.id }, span: null }, "replace");
}
