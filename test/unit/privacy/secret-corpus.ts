/** Secrets put together at run time from pieces, so that no file holds one. Each case: text, and the part that must not survive. */
export interface SecretCase {
  readonly name: string;
  readonly text: string;
  readonly secret: string;
}

const ALPHA = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
let seed = 7;

/** Characters that look random and are the same in every run; the third is always a digit, the fourth a capital. */
function random(length: number, alphabet: string = ALPHA): string {
  let text = "";
  for (let i = 0; i < length; i += 1) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    text += alphabet[Math.floor((seed / 2147483648) * alphabet.length)];
  }
  return alphabet === ALPHA ? `${text.slice(0, 2)}7K${text.slice(4)}` : text;
}

const hex = (length: number): string => `${random(length - 2, "0123456789abcdef")}4b`;
const upper = (length: number): string => random(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
const make = (name: string, secret: string, text: (s: string) => string): SecretCase => ({
  name,
  secret,
  text: text(secret),
});
const plain = (s: string): string => `use ${s} for this`;
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ sub: "1", admin: true, n: 12345 })}.${random(43)}`;
const dashes = "-".repeat(5);
const pem = (kind: string): string =>
  `${dashes}BEGIN ${kind}${dashes}\n${random(64)}\n${random(64)}\n${random(30)}==\n${dashes}END ${kind}${dashes}`;

/** The shapes the rules were written with. */
export const DEVELOPMENT: readonly SecretCase[] = [
  make("aws id", `AK${"IA"}${upper(16)}`, plain),
  make("aws temporary id", `AS${"IA"}${upper(16)}`, (s) => `key=${s}`),
  make("aws secret", random(40), (s) => `AWS_SECRET_ACCESS_KEY=${s}`),
  make("aws secret in ini", random(40), (s) => `aws_secret_access_key = ${s}\nregion = eu-west-1`),
  make("github classic", `gh${"p_"}${random(36)}`, plain),
  make("github app", `gh${"s_"}${random(36)}`, (s) => `git clone https://x-access-token:${s}@github.com/a/b`),
  make("github fine grained", `github${"_pat_"}${random(22)}_${random(59)}`, plain),
  make("gitlab", `gl${"pat-"}${random(20)}`, (s) => `glab auth login -t ${s}`),
  make("slack bot", `xo${"xb-"}${"1".repeat(12)}-${random(24)}`, plain),
  make("slack hook", `T${upper(8)}/B${upper(8)}/${random(24)}`, (s) => `curl https://hooks.slack.com/services/${s}`),
  make("npm", `np${"m_"}${random(36)}`, (s) => `//registry.npmjs.org/:_authToken=${s}`),
  make("pypi", `py${"pi-"}AgEIcHlwaS5vcmc${random(60)}`, plain),
  make("stripe", `sk${"_live_"}${random(24)}`, plain),
  make("stripe restricted", `rk${"_test_"}${random(24)}`, plain),
  make("stripe hook", `wh${"sec_"}${random(32)}`, plain),
  make("google api", `AI${"za"}${random(35)}`, plain),
  make("google oauth", `ya${"29."}${random(60)}`, plain),
  make("openai", `sk${"-proj-"}${random(48)}`, plain),
  make("openai old", `sk${"-"}${random(48)}`, (s) => `Incorrect API key provided: ${s}.`),
  make("anthropic", `sk${"-ant-api03-"}${random(80)}-${random(8)}AA`, plain),
  make("hugging face", `hf${"_"}${random(34)}`, plain),
  make("jwt", jwt, plain),
  make("pem", pem(`RSA ${"PRIVATE"} KEY`), plain),
  make("pem in json", JSON.stringify(pem(`${"PRIVATE"} KEY`)).slice(1, -1), (s) => `{"key":"${s}"}`),
  make("bearer", random(40), (s) => `Authorization: Bearer ${s}`),
  make("bearer in json", random(40), (s) => JSON.stringify({ headers: { authorization: `Bearer ${s}` } })),
  make("basic", Buffer.from("someone:pass-word-9").toString("base64"), (s) => `authorization: Basic ${s}`),
  make("x-api-key", hex(32), (s) => `x-api-key: ${s}`),
  make("dotenv password", "correct-horse-battery", (s) => `DB_PASSWORD=${s}\n`),
  make("json password", "hunter2!", (s) => JSON.stringify({ user: "a", password: s })),
  make("json in json", "hunter2!x", (s) => JSON.stringify(JSON.stringify({ password: s }))),
  make("yaml secret", `${random(20)}!`, (s) => `client_secret: ${s}`),
  make("code", hex(32), (s) => `const apiKey = "${s}";`),
  make("postgres", "s3cr3t-pw", (s) => `postgres://app:${s}@db.internal:5432/app`),
  make("redis without user", random(20), (s) => `redis://:${s}@cache:6379/0`),
  make("query key", random(39), (s) => `GET https://example.com/v1/models?key=${s}&alt=json`),
  make("signature", hex(64), (s) => `https://b.s3.amazonaws.com/x?X-Amz-Expires=60&X-Amz-Signature=${s}`),
  make("cookie", `sid=${random(30)}`, (s) => `Cookie: ${s}; theme=dark`),
  make("set-cookie", `session=${random(30)}`, (s) => `set-cookie: ${s}; Path=/; HttpOnly`),
  make("ado string", "P4ss;word".slice(0, 4), (s) => `Server=db;User Id=sa;Password=${s}9x!;Encrypt=true`),
  make("azure storage", `${random(86)}==`, (s) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s};`),
  make("cli flag with space", hex(24), (s) => `deploy --api-key ${s}`),
];

/** Other vendors and other shapes, written after the rules and not used to tune them. */
export const HOLD_OUT: readonly SecretCase[] = [
  make("sendgrid", `S${"G."}${random(22)}.${random(43)}`, plain),
  make("digitalocean", `do${"p_v1_"}${hex(64)}`, plain),
  make("shopify", `shp${"at_"}${hex(32)}`, plain),
  make("linear", `lin${"_api_"}${random(40)}`, plain),
  make("vault", `hv${"s."}${random(90)}`, plain),
  make("grafana", `gl${"sa_"}${random(32)}_${hex(8)}`, plain),
  make("databricks", `da${"pi"}${hex(32)}`, plain),
  make("telegram", `${"12345678"}9:AA${random(33)}`, plain),
  make("discord", `M${random(25)}.${random(6)}.${random(38)}`, plain),
  make("docker", `dckr${"_pat_"}${random(27)}`, plain),
  make("doppler", `dp.${"pt."}${random(43)}`, plain),
  make("airtable", `pat${random(14)}.${hex(64)}`, plain),
  make("flutterwave", `FLWSECK${"_TEST-"}${hex(32)}-X`, plain),
  make("planetscale", `pscale${"_pw_"}${random(43)}`, plain),
  make("new relic", `NR${"AK-"}${upper(27)}`, plain),
  make("sentry dsn", hex(32), (s) => `https://${s}@o1.ingest.sentry.io/2`),
  make("mongodb srv", "p%40ss-9", (s) => `mongodb+srv://u:${s}@cluster0.example.mongodb.net/?w=majority`),
  make("amqp", "guest-9-guest", (s) => `amqps://worker:${s}@mq:5671/vhost`),
  make("curl user", "wonder-9-land", (s) => `curl -u alice:${s} https://example.com`),
  make("netrc", "machine-9-pw", (s) => `machine example.com login a password ${s}`),
  make("java properties", "tr0ub4dor", (s) => `spring.datasource.password=${s}`),
  make("python kwargs", hex(40), (s) => `Client(api_key="${s}")`),
  make("header array", hex(40), (s) => `["X-Auth-Token", "${s}"]`),
  make("kubernetes secret", Buffer.from("pass-9-word").toString("base64"), (s) => `data:\n  password: ${s}`),
  make("cli flag", hex(24), (s) => `deploy --token=${s}`),
  make("openssh", pem(`OPENSSH ${"PRIVATE"} KEY`), plain),
  make("cut pem", pem(`EC ${"PRIVATE"} KEY`).slice(0, 120), (s) => s),
  make("azure sas", encodeURIComponent(`${random(43)}=`), (s) => `https://a.blob.core.windows.net/c?sv=2024&sig=${s}`),
  make("oauth code", random(30), (s) => `https://app.example/cb?code=${s}&state=1`),
];

/** What agents write that only looks like a secret. */
export const LOOK_ALIKES: readonly string[] = [
  "3f2b8c1e-7a4d-4e9b-9c0f-1d2e3f4a5b6c",
  "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
  "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  `data:image/png;base64,${"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk".repeat(20)}`,
  "The token limit is 4096 tokens; max_tokens: 4096, total_tokens=123456789",
  "color: #a1b2c3; background: #ffffffcc",
  "/usr/local/lib/node_modules/typescript/lib/typescript.js:12345:67",
  "const token = getToken();",
  "password: string;",
  "function login(user: string, password: string): Promise<void>",
  "apiKey: process.env.OPENAI_API_KEY",
  "api_key=os.environ['OPENAI_API_KEY']",
  "API_KEY=$OPENAI_API_KEY node app.js",
  "API_KEY=<your key here>",
  ["export TOKEN=$", "{TOKEN:-}"].join(""),
  "Please reset your password: it must have 8 characters.",
  '{"error": {"password": "Password is required"}}',
  "if (token === undefined) return;",
  "for (const key of keys) map.set(key, value);",
  "chatcmpl-9aBcDeFgHiJkLmNoPqRsTuVwXyZ01",
  "toolu_01A09q90qw90lq917835lq9Z",
  "call_9AbCdEfGhIjKlMnOpQrStUvW",
  "msg_01XFDUDYJgAACzvnptvVoYEL",
  "<div class='sk-cube-grid sk-fading-circle-container'></div>",
  "https://example.com:8080/path?query=a@b.example",
  "https://example.com/search?q=how+to+keep+a+secret&page=2",
  "git@github.com:open-telemetry/opentelemetry-js.git",
  "2026-11-21T04:22:21.123Z 10.0.0.1 GET /v1/models 200 12ms",
  "import { createHash } from 'node:crypto';",
  "The basic understanding of bearer authentication is simple.",
  "Cookie: a small baked treat",
  "npm_config_registry=https://registry.npmjs.org/",
  "eyJ is how a base64 object starts",
  '{"token": "Hello", "logprob": -0.31}',
  '{"type":"object","properties":{"password":{"type":"string"},"token":{"type":"string"}}}',
  "v1.2.3-beta.4+build.567 net8.0 es2023",
  "session_id: 01J9ZK3Q8M7N6P5R4S3T2V1W0X",
  "arn:aws:iam::123456789012:role/service-role/my-role",
  "self.token = token",
  "A secret: I never liked coffee.",
  "tokenizer: cl100k_base, keyboard: qwerty, monkey: banana",
  "integrity sha512-Kx3Yq1v8rB0n2m4pQ6s8uWyA1c3eG5iK7mO9qS1uW3yA5c7eG9iK1mO3qS5uW7yA9cA==",
];
