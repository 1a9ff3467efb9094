/** Takes secrets out of texts: those that are known, in every form they may be written in, and what looks like one. Pure. */
import { isSecretField, removed, withoutSecrets } from '@trellis/api';

/** What is shorter would be found by chance in texts that have nothing to do with it. */
const secretLengthMin = 6;

/** Every text that a file of secrets may turn up as: whole, by lines, and as bytes in digits. */
export function formsOf(content: Uint8Array): readonly string[] {
  const bytes = Buffer.from(content);
  const text = bytes.toString('utf8').trim();
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  // Of a PEM the first and the last line are the same in all of them.
  const own = lines.filter((line) => !line.startsWith('-----'));
  return [
    text,
    ...own,
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
    .map((form) => form.replace(/=+$/, ''))
    .filter((form) => form.length >= secretLengthMin);
}

/** Takes these secrets out of a text, and whatever looks like one. */
export function createRedaction(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return (text) => {
    let rest = text;
    for (const secret of known) {
      for (const form of [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
      ]) {
        rest = rest.replaceAll(form, removed);
      }
    }
    return withoutSecrets(rest);
  };
}

/** A JSON value in which no field holds a secret, and no address has a name, a password or a query. */
export function withoutSecretFields(value: unknown): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (Array.isArray(value)) return value.map(withoutSecretFields);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [
      name,
      isSecretField(name) ? removed : withoutSecretFields(of),
    ]),
  );
}

/** Receivers of webhooks are often told apart by a secret in the path or the query of their address. */
function withoutCredentials(text: string): string {
  if (!/^[a-z]+:\/\//i.test(text) || !URL.canParse(text)) return text;
  const { protocol, host, pathname, search, username, password } = new URL(text);
  const isBare = pathname.length <= 1 && search === '' && username === '' && password === '';
  return isBare ? text : `${protocol}//${host}/${removed}`;
}
