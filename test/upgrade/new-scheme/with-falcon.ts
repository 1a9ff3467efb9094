/**
 * `node --import with-falcon.ts …`: this process and those that it starts are of a release that brings Falcon-512 for
 * accounts, with version 3 of the protocol. What that release would change stands here, file by file; everything else is
 * as it is. Falcon has no contexts, so its purpose is signed in front of the message, as with Ed25519.
 */
import { registerHooks } from 'node:module';

/** A line of a source and what it becomes. */
type Edit = readonly [line: string, becomes: string];

const edits: Readonly<Record<string, readonly Edit[]>> = {
  'crypto/src/primitive.ts': [
    [
      '  ed25519,\n',
      "  ed25519,\n  'falcon-512': { family: 'falcon', title: 'Falcon-512', oid: '1.3.9999.3.11', quantumLevel: 1, seedBytes: 48, publicKeyBytes: 897, signatureBytes: 666 },\n",
    ],
  ],
  'crypto/src/scheme.ts': [
    [
      "  ed25519: scheme(4, ['ed25519']),\n",
      "  ed25519: scheme(4, ['ed25519']),\n  'falcon-512': { ...scheme(7, ['falcon-512']), forVotes: false },\n",
    ],
  ],
  'crypto/src/provider.ts': [
    [
      "  if (part !== 'ed25519') return message;\n",
      "  if (part !== 'ed25519' && part !== 'falcon-512') return message;\n",
    ],
  ],
  'crypto/src/portable-primitives.ts': [
    [
      'import { ml_dsa44,',
      "import { falcon512padded } from '@noble/post-quantum/falcon.js';\nimport { ml_dsa44,",
    ],
    [
      "  'ml-dsa-44': ml_dsa44,\n",
      "  'ml-dsa-44': ml_dsa44,\n  'falcon-512': { ...falcon512padded, sign: (message, key) => falcon512padded.sign(message, key), verify: (signature, message, key) => falcon512padded.verify(signature, message, key) },\n",
    ],
  ],
  'crypto/src/native-primitives.node.ts': [
    [
      'import { type PrimitiveName,',
      "import { portablePrimitives } from './portable-primitives.ts';\nimport { type PrimitiveName,",
    ],
    [
      '  openKey(name, seed) {\n',
      "  openKey(name, seed) {\n    if (name === 'falcon-512') return portablePrimitives.openKey(name, seed);\n",
    ],
    [
      '    new Promise((resolve) => {\n      try {\n        const key = parsePublicKey(',
      "    name === 'falcon-512' ? portablePrimitives.verify(name, publicKey, message, context, signature) : new Promise((resolve) => {\n      try {\n        const key = parsePublicKey(",
    ],
  ],
  'protocol/src/features.ts': [
    ['  sealedDocuments: 2,\n', '  sealedDocuments: 2,\n  falcon: 3,\n'],
  ],
  'protocol/src/scalars.ts': [
    [
      'Partial<Record<SchemeName, Feature>>> = {};',
      "Partial<Record<SchemeName, Feature>>> = { 'falcon-512': 'falcon' };",
    ],
  ],
};

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const changes = Object.entries(edits).find(([file]) => url.endsWith(`/packages/${file}`))?.[1];
    if (changes === undefined) return loaded;
    let source = new TextDecoder().decode(Buffer.from(loaded.source as Buffer));
    for (const [line, becomes] of changes) {
      if (source.split(line).length !== 2) throw new Error(`${url} is not as expected: ${line}`);
      source = source.replace(line, () => becomes);
    }
    return { ...loaded, source };
  },
});
