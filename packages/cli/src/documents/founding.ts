/** The documents of commands that found a network of several organisations. */
import type { JsonSchema } from '@trellis/protocol';
import { address, count, flag, hash, list, nullable, oneOf, record, text } from './schema.ts';

const genesisFacts = {
  chainId: text,
  hash,
  validators: list(record({ node: text, power: count, operator: address })),
  observers: list(text),
};

export const foundingDocuments = {
  'node init': record({
    node: text,
    role: oneOf('validator', 'observer'),
    folder: text,
    joinRequest: text,
    peer: text,
    operator: address,
    operatorKey: text,
    addresses: list(text),
  }),
  'genesis assemble': record({ file: text, ...genesisFacts }),
  'genesis check': record({
    ...genesisFacts,
    ownNode: nullable(record({ name: text, isFounder: flag })),
  }),
  'genesis sign': record({ node: text, file: text, hash }),
  'genesis install': record({ node: text, isFounder: flag, hash }),
} satisfies Readonly<Record<string, JsonSchema>>;
