/** A pattern for one shape of key. Group 1, when it takes part, is text before the key that is kept. */
export interface KeyRule {
  /** Goes into the marker `[REDACTED:<name>]`. */
  readonly name: string;
  /** Global, and linear: it starts only where a run of its own characters starts, or repeats within a small bound. */
  readonly pattern: RegExp;
  /** A last look at what matched. */
  readonly accept?: (secret: string) => boolean;
  /** Its keys may be without any of `._-`, as text in base64 is. */
  readonly unmarked?: true;
  /** No vendor's shape: what is built like a key. An id can be built so too. */
  readonly isGuess?: true;
}

/** No key is shorter. */
export const SHORTEST_KEY = 15;

/**
 * Keys and tokens, which are one run of letters, digits and `_-+/=.`: a pattern matches nothing else, and looks at nothing beyond the run.
 *
 * Shapes come from the vendors' documentation of their key formats.
 */
export const KEY_RULES: readonly KeyRule[] = [
  {
    // Before the rule of JWT, which some of them end in.
    name: "github-token",
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_(?:[A-Za-z0-9]{30,}|[A-Za-z0-9]{1,20}_eyJ[\w.-]{30,})|github_pat_\w{30,})/g,
  },
  {
    name: "jwt",
    pattern: /(?<![\w-])eyJ[\w-]{8,}\.(?:[\w-]{16,}|\.[\w-]{8,})(?:\.[\w-]*){0,3}/g,
  },
  {
    name: "aws-key",
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g,
    unmarked: true,
  },
  {
    name: "api-key",
    pattern: /(?<![A-Za-z0-9])(?:[srp]k[_-](?:live|test)[_-]|whsec_|sk[_-])[A-Za-z0-9_+/=-]{16,}/g,
    accept: (secret) => /\d/.test(secret) && (/[A-Z]/.test(secret) || /[a-z0-9]{24}/.test(secret)),
  },
  {
    name: "gitlab-token",
    pattern:
      /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct|wt)-[\w-]{16,}(?:\.[0-9a-z]{2}\.[0-9a-z]{9}(?!\w))?/g,
  },
  {
    name: "slack-token",
    pattern:
      /((?:hooks\.slack\.com\/(?:services|workflows)\/)?)(?:(?<![A-Za-z0-9])(?:xox[a-z]-|xapp-)[\w-]{10,}|(?<=\/)T\w{6,20}\/[AB]\w{6,20}\/[\w/]{12,80})/g,
    unmarked: true,
  },
  {
    name: "google-key",
    pattern: /(?<![A-Za-z0-9])(?:AIza[\w-]{30,}|AQ\.A[\w-]{40,}|ya29\.[\w.-]{20,}|GOCSPX-[\w-]{20,}|1\/\/0[\w-]{30,})/g,
    unmarked: true,
  },
  {
    name: "vendor-token",
    pattern:
      /(?<![A-Za-z0-9])(?:(?:npm|gsk|r8|figd|ntn|fw|phx|rubygems|tfp|secret|lin_api|dckr_pat|do[opr]_v1|glsa|glc|sntry[su]|shp(?:at|ca|pa|ss)|lsv2_(?:pt|sk))_[\w=+/-]{20,}|(?:pypi|xai|pplx|tvly|nvapi|PMAK|NRAK|sq0(?:atp|csp)|AGE-SECRET-KEY|pat-(?:na|eu)1)-[\w-]{20,}|(?:hf|api_org)_[A-Za-z0-9]{30,}(?!\w)|(?:SG|hv[sb])\.[\w.-]{20,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{40,}|key-[0-9a-f]{32}(?!\w)|sbp_[0-9a-f]{40}|HRKU-[\w-]{30,}|ops_eyJ[\w-]{40,}|v1\.0-[0-9a-f]{24}-[0-9a-f]{100,}|[0-9a-f]{32}-us\d{1,2}(?!\w))/g,
    // Those of Hugging Face are letters alone, of both cases without an order.
    accept: (secret) => /\d/.test(secret) || /^(?:hf|api_org)_(?:[a-z]*[A-Z]){8}[A-Za-z]*$/.test(secret),
  },
  {
    name: "vendor-token",
    pattern:
      /(?<![A-Za-z0-9])(?:sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|sk-helicone-(?:[a-z]{2}-)?[a-z0-9]{7}(?:-[a-z0-9]{7}){3}|pcsk_\w{40,}|tgp_v1_[\w-]{40,}|csk-[a-z0-9]{40,}|wandb_v1_\w{40,}|fc-[0-9a-f]{32}(?!\w)|re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,32}(?!\w)|napi_[a-z0-9]{40,}|fm2_[\w+/=]{60,}|bedrock-api-key-[\w+/=]{60,}|tskey-[a-z]{2,10}-[A-Za-z0-9]{6,24}-[A-Za-z0-9]{20,}|pscale_(?:tkn|pw)_[\w.=-]{32,}|[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}|snyk_(?:[a-z]{2,4}\.)?[A-Za-z0-9][A-Za-z0-9.-]{23,})/g,
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "vendor-token",
    pattern:
      /(?<![A-Za-z0-9])(?:(?:vc[kpiar]|tpuf|fpk|flp|nfp|rnd|pn[ub]|cf[ua]t|apify_api|pylf_v\d{1,2}_[a-z]{2})_[A-Za-z0-9]{20,}|(?:bb_live|bb_test|dckr_oat|dbt[cu]|fig[uo]|duffel_live|duffel_test|pscale_oauth)_[\w=.-]{27,}|(?:sess|llx)-[A-Za-z0-9]{40,}|CFPAT-[\w-]{40,}|jina_[0-9a-f]{32}[\w-]{20,}|ek_[0-9a-f]{32,}|(?:e2b|bk[a-z]{1,3}|lin_oauth|crsr|sgp_local|sgp(?:_[0-9a-f]{16})?)_[0-9a-f]{40,64}|pul-[0-9a-f]{40}|CCI(?:PAT|PRJ)_[A-Za-z0-9]{16,30}_[0-9a-f]{40}|hc[a-z]ik_[a-z0-9]{50,70}|(?:xa[ap]t|ctx7sk|access-(?:sandbox|development|production))-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}|mlsn\.[0-9a-f]{64}|dt0[a-z]01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|pk_\d{7,9}_[0-9A-Z]{32}|rdme_[a-z0-9]{70}|a[ks]-[A-Za-z0-9]{22})(?!\w)/g,
    accept: (secret) =>
      /\d/.test(secret) && (!/^a[ks]-/.test(secret) || /[A-Z].*[a-z]|[a-z].*[A-Z]/.test(secret.slice(3))),
  },
  {
    name: "vendor-token",
    pattern:
      /(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{10,30}|[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}|oy2[a-z0-9]{43}|AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56}|EZ[AT]K[A-Za-z0-9]{54}|(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/]{80,}={0,2})(?![A-Za-z0-9+/=])/g,
    accept: (secret) => /\d/.test(secret),
    unmarked: true,
  },
  {
    name: "vendor-token",
    pattern: /(?<![A-Za-z0-9+/=])(?:ABSK[A-Za-z0-9+/]{100,400}={0,2}|ATBB[A-Za-z0-9]{24,40})(?![A-Za-z0-9+/=])/g,
    accept: (secret) => /\d/.test(secret),
    unmarked: true,
  },
  {
    name: "vendor-token",
    pattern:
      /(?<![A-Za-z0-9])(?:(?:ATATT|ATCTT)3[\w=+-]{20,}|(?:dapi|dose)[0-9a-f]{32}|EAA[A-Za-z0-9]{60,}|SK[0-9a-f]{32}(?!\w))/g,
    accept: (secret) => /\d/.test(secret),
    unmarked: true,
  },
  {
    name: "token",
    pattern:
      /(?<![A-Za-z0-9])(?:key|token|tok|secret|live|prod|pat|api|apikey)[_-](?:[a-z0-9]{1,8}[_-])?[A-Za-z0-9]{20,}/g,
    accept: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret) && /[a-z]/.test(secret),
    isGuess: true,
  },
  {
    // Keys of vendors that no rule above names: words that name the vendor and the kind, then a long random run.
    name: "token",
    pattern:
      /(?<![\w.-])[A-Za-z]{2,12}(?:[._-][A-Za-z]{1,8}){0,2}[._-][A-Za-z0-9]{32,200}(?:[._-][A-Za-z0-9]{1,4})?(?![\w.-])/g,
    accept: isPrefixedKey,
    isGuess: true,
  },
  {
    name: "bot-token",
    pattern: /(?<![\w-])[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,}/g,
    accept: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret),
  },
];

/** Rules that are tried together. */
export interface KeyGroup {
  readonly rules: readonly KeyRule[];
  /** Matches where one of the rules may. */
  readonly any: RegExp;
}

const EVERY: KeyGroup = group(KEY_RULES);
const SURE: KeyGroup = group(KEY_RULES.filter(({ isGuess }) => isGuess !== true));
const UNMARKED: KeyGroup = group(KEY_RULES.filter(({ unmarked }) => unmarked));

/** The rules that can match a run of characters of keys; of a name or an id none that guess. */
export function rulesFor(run: string, isName: boolean): KeyGroup {
  return !/[._-]/.test(run) ? UNMARKED : isName ? SURE : EVERY;
}

function group(rules: readonly KeyRule[]): KeyGroup {
  return { rules, any: new RegExp(rules.map(({ pattern }) => pattern.source).join("|")) };
}

/** The last run is random, or hexadecimal behind words that call it a secret. */
function isPrefixedKey(text: string): boolean {
  const run = text.split(/[._-]/).find((part) => part.length >= 32) ?? "";
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(run)) return /\d/.test(run) && /sec|priv|passw|pw|token|cred/i.test(text);
  const upper = run.replace(/[^A-Z]/g, "").length;
  const lower = run.replace(/[^a-z]/g, "").length;
  // Words joined in camel case have few capitals and rarely two numbers.
  return upper * 5 >= run.length && lower * 5 >= run.length && /\d[A-Za-z]+\d/.test(run);
}
