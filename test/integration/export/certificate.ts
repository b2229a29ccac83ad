import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for this machine that signs itself, so that it is its own authority. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Undefined, with a line that says so, when openssl is not there to make one. */
export function makeCertificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-tls-"));
  try {
    const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
    const files = ["-keyout", keyFile, "-out", certFile, "-days", "2", "-nodes"];
    if (spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...files, ...subject]).status !== 0) {
      console.warn("SKIPPED: delivery over TLS, because openssl is not there to make a certificate");
      return undefined;
    }
    return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
