import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { AlertAnswer, WebhookTest } from "../../api.ts";
import { Panel } from "../dashboard/panel.tsx";
import { post } from "../data/data.ts";
import { announce } from "../ui/announcer.tsx";

/** Where alerts are posted to, what became of them, and a button for a test. */
export function WebhookPanel({ webhook }: { readonly webhook: AlertAnswer["webhook"] }): VNode {
  const isBusy = useSignal(false);
  const said = useSignal("");
  if (webhook === null)
    return (
      <p class="hint">
        <code>agentscribe inspect --webhook URL</code> posts alerts as JSON.
      </p>
    );
  const { address, delivered, failed, untold, lastError } = webhook;
  const test = async (): Promise<void> => {
    isBusy.value = true;
    said.value = await post<WebhookTest>("/api/alerts/test").then(
      ({ status, durationMs, error }) =>
        error === null ? `Taken: it answered ${status} after ${durationMs} ms.` : `Not delivered: ${error}.`,
      (error: Error) => error.message,
    );
    announce(said.value);
    isBusy.value = false;
  };
  return (
    <Panel title="Webhook" isWide>
      <p>
        Alerts are posted to <code>{address}</code>: {delivered} delivered, {failed} failed
        {lastError && ` (${lastError})`}, {untold} too many in an hour.
      </p>
      <p>
        <button type="button" disabled={isBusy.value} onClick={() => void test()}>
          Send a test delivery
        </button>{" "}
        {said.value}
      </p>
    </Panel>
  );
}
