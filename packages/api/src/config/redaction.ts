/** Keeps credentials out of logs: by the names of fields, and by what keys and tokens look like wherever they stand. Pure. */

/** In place of a secret. */
export const removed = '(secret)';

/** Fields whose values are never shown, whatever they are. */
const secretFields =
  /^(authorization|proxy-authorization|cookie|set-cookie|password|passphrase|secret|client_?secret|token|access_?token|refresh_?token|api_?key|private_?key|credential)$/i;

/** API keys of ours with or without an end, tokens (RFC 7515 §7.1: `{"` in base64url), `Bearer` and `Basic`, private keys. */
const secretTexts =
  /trellis_[0-9a-f]{16}_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*|\b(?:Bearer|Basic) +[A-Za-z0-9._~+/=-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gi;

/** A text without what looks like a credential. */
export function withoutSecrets(text: string): string {
  return text.replace(secretTexts, removed);
}

/** Whether what a field holds is for no log. */
export function isSecretField(name: string): boolean {
  return secretFields.test(name);
}
