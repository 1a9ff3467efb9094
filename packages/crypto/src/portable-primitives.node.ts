/**
 * The signatures in JavaScript, loaded when they are first used. Where there is OpenSSL they seldom are, and they
 * would be a third of what a command loads to show a balance.
 */
import { createRequire } from 'node:module';
import type { Primitives } from './primitive.ts';

type Portable = typeof import('./portable-primitives.ts');

const require = createRequire(import.meta.url);
// By the name of the package, which leads there from a bundle too.
const load = (): Portable => require('@trellis/crypto/portable');

export const portablePrimitives: Primitives = {
  openKey: (name, seed) => load().portablePrimitives.openKey(name, seed),
  verify: (...claim) => load().portablePrimitives.verify(...claim),
};

export const expandedKey: Portable['expandedKey'] = (name, seed) => load().expandedKey(name, seed);

export const derivePublicKey: Portable['derivePublicKey'] = (name, secret) =>
  load().derivePublicKey(name, secret);
