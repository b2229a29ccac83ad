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

/** Other vendors and other shapes, written after the first rules; the six of them that were missed led to the next. */
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

/** Classes that nobody had looked at when those rules were written: 2 of 28 were found. Rules have been written for them since. */
export const SECOND_HOLD_OUT: readonly SecretCase[] = [
  make("xml element", "tr0ub4dor-9x", (s) => `<server><id>nexus</id><password>${s}</password></server>`),
  make("name and value in json", "hunter2-blue", (s) => JSON.stringify([{ name: "DB_PASSWORD", value: s }])),
  make("name and value in yaml", random(24), (s) => `env:\n  - name: API_TOKEN\n    value: ${s}`),
  make("key and value in xml", random(24), (s) => `<add key="PaymentApiKey" value="${s}" />`),
  make("mysql flag", "S3cr3t-pw9", (s) => `mysql -u root -p${s} shop < dump.sql`),
  make("sshpass", "s3cr3t-9pw", (s) => `sshpass -p '${s}' ssh deploy@10.0.0.4 uptime`),
  make("redis-cli", random(20), (s) => `redis-cli -h cache -a ${s} PING`),
  make("told in prose", "hunter2-blue9", (s) => `Sure! The password is ${s}, please keep it safe.`),
  make("twilio key", `S${"K"}${hex(32)}`, plain),
  make("mailgun", `ke${"y-"}${hex(32)}`, plain),
  make("mailchimp", `${hex(32)}-us${"12"}`, plain),
  make("cloudflare origin", `v1.0-${hex(24)}-${hex(146)}`, plain),
  make("supabase", `sb${"p_"}${hex(40)}`, plain),
  make("heroku", `HR${"KU-"}${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`, plain),
  make("okta", `00${random(40)}`, (s) => `Authorization: SSWS ${s}`),
  make("digest", hex(32), (s) => `Authorization: Digest username="a", realm="b", nonce="c", uri="/d", response="${s}"`),
  make("aws signature header", hex(64), (s) => `Authorization: AWS4-HMAC-SHA256 SignedHeaders=host, Signature=${s}`),
  make("kubeconfig", Buffer.from(random(90)).toString("base64"), (s) => `users:\n- user:\n    client-key-data: ${s}`),
  make("shadow file", `$6$${random(8)}$${random(86)}`, (s) => `deploy:${s}:19876:0:99999:7:::`),
  make("1password account", `op${"s_"}${base64url({ signInAddress: "a", userAuth: random(40) })}`, plain),
  make("putty key", random(64), (s) => `Private-Lines: 1\n${s}\nPrivate-MAC: ${hex(40)}`),
  make("pgpass", "w0nder-land9", (s) => `db.internal:5432:app:worker:${s}`),
  make("powershell", "P4ss-w0rd!9", (s) => `$pw = ConvertTo-SecureString "${s}" -AsPlainText -Force`),
  make("oracle thin", "t1ger-9", (s) => `jdbc:oracle:thin:scott/${s}@//db:1521/ORCL`),
  make(
    "docker config",
    Buffer.from(`ci:${random(20)}`).toString("base64"),
    (s) => `{"auths":{"r.io":{"auth":"${s}"}}}`,
  ),
  make("npm legacy", Buffer.from(`ci:${random(20)}`).toString("base64"), (s) => `//r.example/:_auth=${s}`),
  make("curl cookie", random(30), (s) => `curl -b "sid=${s}" https://example.com/me`),
  make("vendor header", hex(32), (s) => `curl -H "DD-API-KEY: ${s}" https://api.example.com`),
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
  "d41d8cd98f00b204e9800998ecf8427e  ./empty.txt",
  "index 3b18e512d..9daeafb98 100644",
  "git checkout 9daeafb9864cf43055ae93beb0afd6c7d144bfa4 && git log --oneline",
  "resolved 01ARZ3NDEKTSV4RRFFQ69G5FAV in 12 ms, next 01BX5ZZKBKACTAV9WEVGEMMVRZ",
  '"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="',
  "yarn berry checksum: 10c0/4c9aa46c5e5f7d5ea6f1ec1a6b5b5e0d7d5f8d9c3f2b1a0e9d8c7b6a5f4e3d2c",
  "registry.example.com/team/app@sha256:9b2a1f0c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8",
  '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
  "A JWT has three parts: header.payload.signature, each in base64url, as in xxxxx.yyyyy.zzzzz.",
  "resp_68f1c2d3e4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d0e1f2a3 has status completed",
  "msgbatch_01HkcTjaV5uDC8jWR4ZsDV8d, file_011CNha8iCJcU1wXNR6q4V8w, req_011CSHoEeqs5C35K2UUqR7Fy",
  "thread_abc123DEF456ghi789JKL012 run_abc123DEF456ghi789JKL012 asst_abc123DEF456ghi789JKL012",
  "vs_68343256d89081918b2e6e0b6a0c8a54 and batch_690f4a5b6c7d8e9f0a1b2c3d4e5f6a7b",
  "my_module_SomeVeryLongClassNameWithManyWordsInItV2 extends other_module_AnotherRatherLongClassName3Impl",
  "agent_TestRunnerConfigurationFactoryBeanPostProcessor2Adapter4Utf8.java",
  "docker run -u 1000:1000 --user node:node alpine:3.20 id",
  "ps -u www-data:www-data; chown -R root:root /srv; psql -U app:readonly",
  'const columns = ["password", "username", "token", "created_at"];',
  'i18n.t("password", "Password"); headers.get("authorization", "none");',
  "login user password field: the login form asks for user, password and a code",
  "username admin password required; see login page password reset",
  "build-artifacts-main-2026-11-21T04-22-21-000Z-linux-x64-node24.tar.gz",
  "dist/chunk-7QVYU63E.js 12.4 kB, dist/assets/index-BxT3kQ9a.css",
  "at Object.<anonymous> (/app/node_modules/.pnpm/vitest@5.1.1_abcdefghij/node_modules/vitest/dist/index.js:10:3)",
  "tracestate: vendor=00f067aa0ba902b7, traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "const secretRules = rules.filter((rule) => rule.hints.length > 0); const tokenCount: number = 12_345;",
];
