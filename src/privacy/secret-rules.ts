/** A pattern for one shape of secret. Group 1, when it takes part, is text before the secret that is kept. */
export interface SecretRule {
  /** Goes into the marker `[REDACTED:<name>]`. */
  readonly name: string;
  /** The pattern is tried only on text that contains one of these, letter by letter. Empty where the pattern alone is quicker than the search for its hints. */
  readonly hints: readonly string[];
  /** Global, and linear: it starts only where a run of its own characters starts, or repeats within a small bound. */
  readonly pattern: RegExp;
  /** A last look at what matched. */
  readonly accept?: (secret: string) => boolean;
}

/**
 * Secrets that show by their own shape, whatever stands around them.
 *
 * Shapes come from the vendors' documentation of their key formats.
 */
export const SECRET_RULES: readonly SecretRule[] = [
  {
    name: "private-key",
    hints: ["-----BEGIN"],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\w+/=\s\\:,.()@<>-])*(?:-----END [A-Z0-9 ]{0,50}-----)?/g,
  },
  {
    name: "jwt",
    hints: ["eyJ"],
    pattern: /(?<![\w-])eyJ[\w-]{8,}\.(?:[\w-]{16,}|\.[\w-]{8,})(?:\.[\w-]*){0,3}/g,
  },
  {
    name: "aws-key",
    hints: [],
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  },
  {
    name: "api-key",
    hints: [],
    pattern: /(?<![A-Za-z0-9])(?:[srp]k[_-](?:live|test|lf)[_-]|whsec_|sk[_-])[A-Za-z0-9_+/=-]{16,}/g,
    accept: (secret) => /\d/.test(secret) && (/[A-Z]/.test(secret) || /[a-z0-9]{24}/.test(secret)),
  },
  {
    name: "github-token",
    hints: [],
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})/g,
  },
  {
    name: "gitlab-token",
    hints: ["gl"],
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas|ffct|wt)-[\w-]{16,}/g,
  },
  {
    name: "slack-token",
    hints: [],
    pattern:
      /((?:hooks\.slack\.com\/(?:services|workflows)\/)?)(?:(?<![A-Za-z0-9])(?:xox[a-z]-|xapp-)[\w-]{10,}|(?<=\/)T\w{6,20}\/[AB]\w{6,20}\/[\w/]{12,80})/g,
  },
  {
    name: "google-key",
    hints: [],
    pattern: /(?<![A-Za-z0-9])(?:AIza[\w-]{30,}|ya29\.[\w.-]{20,}|GOCSPX-[\w-]{20,}|1\/\/0[\w-]{30,})/g,
  },
  {
    name: "vendor-token",
    hints: [],
    pattern:
      /(?<![A-Za-z0-9])(?:(?:npm|hf|gsk|r8|figd|ntn|fw|phx|rubygems|tfp|secret|lin_api|dckr_pat|do[opr]_v1|glsa|glc|sntry[su]|shp(?:at|ca|pa|ss)|lsv2_(?:pt|sk))_[\w=+/-]{20,}|(?:pypi|xai|pplx|tvly|nvapi|PMAK|NRAK|sq0(?:atp|csp)|AGE-SECRET-KEY|pat-(?:na|eu)1)-[\w-]{20,}|(?:SG|hv[sb])\.[\w.-]{20,}|(?:ATATT|ATCTT)3[\w=+-]{20,}|dapi[0-9a-f]{32}|EAA[A-Za-z0-9]{60,}|pat[A-Za-z0-9]{14}\.[0-9a-f]{40,})/g,
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "token",
    hints: [],
    pattern:
      /(?<![A-Za-z0-9])(?:key|token|tok|secret|live|prod|pat|api|apikey)[_-](?:[a-z0-9]{1,8}[_-])?[A-Za-z0-9]{20,}/g,
    accept: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret) && /[a-z]/.test(secret),
  },
  {
    name: "bot-token",
    hints: [":AA"],
    pattern: /(?<!\d)\d{8,10}:AA[\w-]{30,}/g,
  },
  {
    name: "bot-token",
    hints: [],
    pattern: /(?<![\w-])[MNO][\w-]{23,27}\.[\w-]{6,7}\.[\w-]{27,}/g,
    accept: (secret) => /\d/.test(secret) && /[A-Z]/.test(secret),
  },
  {
    name: "bearer",
    hints: ["earer ", "EARER "],
    pattern: /(\bbearer {1,4})[\w.~+/=-]{16,}/gi,
    accept: (secret) => /\d/.test(secret) || /[a-z][A-Z]/.test(secret),
  },
  {
    name: "basic",
    hints: ["asic ", "ASIC "],
    pattern: /(\bbasic {1,4})[A-Za-z0-9+/]{8,}={0,2}/gi,
    accept: (secret) => /=$/.test(secret) || (/\d/.test(secret) && /[A-Z]/.test(secret)),
  },
  {
    name: "url-password",
    hints: ["://"],
    pattern: /(:\/\/[^\s:@/"'<>?]{0,200}:)[^\s/"'<>?]{1,300}(?=@)/g,
    accept: (secret) => !/^[${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "url-token",
    hints: ["://"],
    pattern: /(:\/\/)[\w-]{20,300}(?=@)/g,
    accept: (secret) => /\d/.test(secret),
  },
  {
    name: "query",
    hints: ["?", "&"],
    pattern:
      /([?&](?:api[_-]?key|key|(?:access|refresh|id|auth|session)?[_-]?token|sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-signature|client_secret|secret|password|pwd|code|auth)=)[^\s&"'<>#\\]{6,2000}/gi,
    accept: (secret) => /^(?=.*\d).{8,}|.{16,}/.test(secret) && !/^[${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "flag",
    hints: ["--"],
    pattern:
      /(--[a-z]{0,12}-?(?:password|passwd|secret|token|api-key|access-key|secret-key) {1,3}["']?)[^\s"']{6,500}/gi,
    accept: (secret) => /\d/.test(secret) && !/^[-${<*]|^\[REDACTED/.test(secret),
  },
  {
    name: "cookie",
    hints: ["ookie", "OOKIE"],
    pattern:
      /(\b(?:set-)?cookie\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?)(?!\[REDACTED)[\w.%-]{1,80}=[^\r\n"']{2,4000}/gi,
  },
];
