import { describe, expect, it } from 'vitest';
import { moduleBase64 } from '../dist/module.ts';
import { compile, compiledModule } from './compiled.ts';
import { createInstance } from './instance.ts';
import { parameterSetNames, parameterSets } from './parameter-set.ts';
import { answers, invalidCase, passesSelfTest, validCase } from './self-test.ts';
import { isValidByNoble, isValidByOpenSsl } from './testing/others.ts';
import { prefixed, recoverChallenge } from './testing/reference.ts';
import { createVerifierOf } from './verifier.ts';

describe.each(parameterSetNames)('the self-test of %s', (name) => {
  const set = parameterSets[name];
  const { valid, recovered } = answers[name];
  const challenge = Uint8Array.fromHex(valid);

  it('has a signature that OpenSSL and noble accept, and one that they reject', () => {
    expect(isValidByOpenSsl({ name, ...validCase(set, challenge) })).toBe(true);
    expect(isValidByNoble({ name, ...validCase(set, challenge) })).toBe(true);
    expect(isValidByOpenSsl({ name, ...invalidCase(set, challenge) })).toBe(false);
    expect(isValidByNoble({ name, ...invalidCase(set, challenge) })).toBe(false);
  });

  it('knows what the standard computes for the latter', () => {
    const { publicKey, message, context, signature } = invalidCase(set, challenge);
    const messagePrime = prefixed(message, context);
    const computed = recoverChallenge(set, publicKey, messagePrime, signature);
    expect(computed.toHex()).toBe(recovered);
  });

  it('passes', () => {
    expect(passesSelfTest(createInstance(compiledModule(), set), set)).toBe(true);
  });

  it('fails if an instance accepts everything, or nothing', () => {
    const instance = createInstance(compiledModule(), set);
    expect(passesSelfTest({ ...instance, verify: () => true }, set)).toBe(false);
    expect(passesSelfTest({ ...instance, verify: () => false }, set)).toBe(false);
  });
});

/** The module with one constant changed. */
function changed(from: readonly number[], to: readonly number[]): WebAssembly.Module {
  const bytes = Uint8Array.fromBase64(moduleBase64);
  const at = bytes.findIndex((_, start) =>
    from.every((byte, index) => bytes[start + index] === byte),
  );
  expect(at).toBeGreaterThan(0);
  bytes.set(to, at);
  return compile(bytes);
}

describe('a verifier', () => {
  // In the encoding of WebAssembly: i64.const 1753 and i32.const 8191, 1025, 11275.
  it.each([
    ['another root', [0x42, 0xd9, 0x0d], [0x42, 0xdb, 0x0d]],
    ['another fold', [0x41, 0xff, 0x3f], [0x41, 0xfe, 0x3f]],
    ['other high bits', [0x41, 0x81, 0x08], [0x41, 0x82, 0x08]],
    ['other high bits of ML-DSA-44', [0x41, 0x8b, 0xd8, 0x00], [0x41, 0x8c, 0xd8, 0x00]],
  ])('that computes with %s says so', (_, from, to) => {
    const module = changed(from, to);
    expect(() => createVerifierOf(module, { keys: 1 })).toThrow(
      expect.objectContaining({ name: 'VerifierError', code: 'self_test_failed' }),
    );
  });

  it('on an engine that does not know the module says so', () => {
    const bytes = Uint8Array.fromBase64(moduleBase64);
    // As an engine without SIMD: a type that it does not know.
    const simd = bytes.indexOf(0xfd);
    bytes[simd + 1] = 0xff;
    expect(() => compile(bytes)).toThrow(expect.objectContaining({ code: 'engine_unsuitable' }));
  });
});
