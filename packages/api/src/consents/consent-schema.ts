/** The tables of the consents of a node, what may be presented once, and how often passkeys signed. What is secret is kept as a hash alone. */

export const consentSchema = `
CREATE TABLE IF NOT EXISTS client (
  id TEXT PRIMARY KEY,
  content TEXT NOT NULL,
  jwk TEXT NOT NULL,
  added INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS request (
  id TEXT PRIMARY KEY,
  client TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  expires INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS request_by_client ON request (client, state);
CREATE TABLE IF NOT EXISTS consent (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  client TEXT NOT NULL,
  signed BLOB NOT NULL,
  mandates TEXT NOT NULL,
  granted INTEGER NOT NULL,
  until INTEGER NOT NULL,
  revoked INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS consent_by_account ON consent (account, granted);
CREATE TABLE IF NOT EXISTS mandate (
  id TEXT PRIMARY KEY,
  consent TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mandate_by_consent ON mandate (consent);
CREATE TABLE IF NOT EXISTS code (
  hash TEXT PRIMARY KEY,
  consent TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL,
  thumbprint TEXT,
  expires INTEGER NOT NULL,
  used INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS refresh (
  hash TEXT PRIMARY KEY,
  consent TEXT NOT NULL,
  thumbprint TEXT NOT NULL,
  revoked INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS refresh_by_consent ON refresh (consent);
CREATE TABLE IF NOT EXISTS use (
  number INTEGER PRIMARY KEY,
  consent TEXT NOT NULL,
  time INTEGER NOT NULL,
  what TEXT NOT NULL,
  address TEXT NOT NULL,
  count INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS use_by_consent ON use (consent, number);
CREATE TABLE IF NOT EXISTS seen (
  name TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS seen_by_end ON seen (until);
CREATE TABLE IF NOT EXISTS passkey (
  id TEXT PRIMARY KEY,
  counter INTEGER NOT NULL
) STRICT;
`;
