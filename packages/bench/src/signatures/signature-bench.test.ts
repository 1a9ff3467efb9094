import { describe, expect, it } from 'vitest';
import { readProviders, readSchemes, readSizes } from './options.ts';
import { benchSignatures } from './signature-bench.ts';
import { benchSchemes, providerNames } from './subject.ts';
import { openSubject } from './subjects.ts';
import { signaturesText } from './text.ts';

describe('measuring signatures', () => {
  it('gives a row for every operation of every scheme and provider, and Ed25519 as the yardstick', async () => {
    const { result, metrics } = await benchSignatures({
      schemes: ['ed25519', 'ml-dsa-44', 'ed25519+ml-dsa-65'],
      providers: ['openssl', 'liboqs-wasm'],
      sizes: [32, 1_024],
      rounds: 2,
      millisecondsEach: 2,
      millisecondsOnAllCores: 5,
      seed: 1,
    });
    // Three of OpenSSL's, one of liboqs': keys, and two operations on two sizes.
    expect(result.rows).toHaveLength(4 * 5);
    const timed = metrics.filter(({ better }) => better === 'lower');
    expect(timed).toHaveLength(4 * 5);
    for (const row of result.rows) {
      expect(row.lowMicros).toBeLessThanOrEqual(row.medianMicros);
      expect(row.highMicros).toBeGreaterThanOrEqual(row.medianMicros);
      expect(row.p99Micros).toBeGreaterThanOrEqual(row.medianMicros);
      expect(row.perSecondOneCore).toBeGreaterThan(0);
      // Measured for the smallest message, and said of no other.
      if (row.messageBytes === 32) expect(row.perSecondAllCores).toBeGreaterThan(0);
      else expect(row.perSecondAllCores).toBeNull();
      if (row.scheme === 'ed25519') expect(row.timesEd25519).toBe(1);
    }
    expect(result.sizes).toContainEqual({
      scheme: 'ed25519+ml-dsa-65',
      publicKeyBytes: 32 + 1_952,
      signatureBytes: 64 + 3_309,
    });
    for (const { samples, yardstick } of timed) expect(yardstick).toHaveLength(samples.length);
    const facts = metrics.filter(({ subject }) => subject === 'ml-dsa-44, openssl');
    expect(facts.find(({ name }) => name === 'signature')?.samples).toEqual([2_420]);
    expect(facts.map(({ name }) => name)).toContain('sign 1024 B, p99');
    expect(signaturesText(result)).toContain('ml-dsa-44');
  });

  it('saves as it goes, and ends when it is told to with what there is', async () => {
    const stopping = new AbortController();
    const saved: number[] = [];
    const measured = await benchSignatures(
      {
        schemes: ['ed25519', 'ml-dsa-44'],
        providers: ['openssl'],
        sizes: [32],
        rounds: 5,
        millisecondsEach: 1,
        millisecondsOnAllCores: 5,
        seed: 1,
      },
      {
        onRound: ({ result, complete }) => {
          expect(complete).toBe(false);
          if (saved.push(result.rows.length) === 2) stopping.abort();
        },
        signal: stopping.signal,
      },
    );
    expect(saved).toEqual([6, 6]);
    expect(measured.complete).toBe(false);
    expect(measured.metrics[0]?.samples).toHaveLength(2);
  });

  it('has every scheme with at least one provider, each of which verifies what it signs and no more', async () => {
    const message = new Uint8Array(32).fill(9);
    for (const scheme of benchSchemes.filter((name) => !/falcon|128s/.test(name))) {
      let found = 0;
      for (const provider of providerNames) {
        // Their own tests are the libraries'; noble's slow ones would take seconds here.
        if (provider === 'noble' && scheme.startsWith('slh')) continue;
        const subject = await openSubject(scheme, provider);
        if (subject === undefined) continue;
        found += 1;
        const signature = subject.sign(message);
        expect(subject.verify(message, signature), `${scheme}, ${provider}`).toBe(true);
        expect(subject.verify(new Uint8Array(32), signature), `${scheme}, ${provider}`).toBe(false);
        subject.close();
      }
      expect(found, scheme).toBeGreaterThan(0);
    }
  });

  it('refuses names and sizes that there are not, and says which there are', () => {
    expect(() => readSchemes('ml-dsa-65,rsa')).toThrow('there is no "rsa"; there are ed25519');
    expect(() => readSchemes('ed25519,ed25519')).toThrow('named twice');
    expect(() => readProviders('')).toThrow('--providers: there is no ""');
    expect(() => readSizes('0')).toThrow('--sizes: expected numbers of bytes');
    expect(readSizes('32,1024')).toEqual([32, 1024]);
  });

  it('refuses providers that have none of the schemes', async () => {
    const options = {
      sizes: [32],
      rounds: 1,
      millisecondsEach: 1,
      millisecondsOnAllCores: 0,
      seed: 1,
    };
    await expect(
      benchSignatures({ ...options, schemes: ['secp256k1'], providers: ['liboqs-wasm'] }),
    ).rejects.toMatchObject({ code: 'bad_option' });
  });
});
