import "./style.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { source } from "./data/data.ts";
import { startLive } from "./data/live.ts";
import { login } from "./data/login.ts";
import { startRouter } from "./routing/router.ts";
import { startKeyboard } from "./ui/keyboard.ts";
import { startTheme } from "./ui/theme.ts";

const root = document.getElementById("page") ?? document.body;
startTheme();
startKeyboard();
if (source.isLive) {
  await login();
  startLive();
}
startRouter();
render(<App />, root);
