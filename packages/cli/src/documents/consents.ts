/** Documents of `trellis consent`. */
import type { JsonSchema } from '@trellis/protocol';
import { consentViewCodec } from '@trellis/protocol/http-api';
import { readableSchema } from '../readable-json.ts';
import { address, either, hash, list, nullable, record, text } from './schema.ts';

const consent = readableSchema(consentViewCodec.schema);

const client = record({
  id: text,
  name: text,
  account: nullable(address),
  redirectUris: list(text),
  keyThumbprint: text,
});

export const consentDocuments: Readonly<Record<string, JsonSchema>> = {
  'consent grant': record({ consent: hash }, { redirect: text, file: text }),
  'consent refuse': record({ consent: nullable(hash), redirect: text }),
  'consent list': record({ address, consents: list(consent) }),
  'consent show': consent,
  'consent revoke': either(consent, record({ file: text, consent: hash })),
  'consent client add': client,
  'consent client list': record({ clients: list(client) }),
  'consent client remove': record({ removed: text }),
};
