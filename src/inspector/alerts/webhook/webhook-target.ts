import { percentDecoded } from "../../../internal/percent-decoded.ts";

/** Where alerts are posted to. */
export interface WebhookTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** For people: the origin. Paths and queries of webhooks are often what gives the right to post. */
  readonly address: string;
}

/** @throws Error for what is no address; it does not repeat it, since there may be a password in it */
export function webhookTarget(text: string): WebhookTarget {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new Error("the webhook must be an http:// or https:// address");
  const [user, password] = [url.username, url.password].map(percentDecoded);
  [url.username, url.password, url.hash] = ["", "", ""];
  const isKnown = user !== "" || password !== "";
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const rest = url.pathname === "/" && url.search === "" ? "" : "/…";
  return { url, headers: isKnown ? { authorization: basic } : {}, address: `${url.origin}${rest}` };
}
