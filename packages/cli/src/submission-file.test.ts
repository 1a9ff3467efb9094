import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildTransaction, transfer } from '@trellis/client';
import type { Submission } from '@trellis/client/account';
import { keyAddress } from '@trellis/crypto';
import {
  type AssetCode,
  type ChainId,
  toHeight,
  transactionContent,
  transactionId,
} from '@trellis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSubmissions } from './submission-file.ts';

const day = 24 * 60 * 60 * 1000;
const sender = keyAddress('ed25519', new Uint8Array(32));
const chainId = 'paper-chain' as ChainId;
const who = { chainId, address: sender };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'trellis-submissions-'));
});
afterEach(() => rm(home, { recursive: true }));

function submission(sequence: bigint, changes: Partial<Submission> = {}): Submission {
  const transaction = buildTransaction({
    chainId,
    sender,
    sequence,
    validUntil: 100n,
    operations: [transfer({ from: sender, to: sender, asset: 'EUR' as AssetCode, amount: 1n })],
  });
  return {
    id: transactionId(transaction),
    signed: { transaction, witnesses: [] },
    state: 'submitted',
    since: toHeight(7),
    idempotencyKey: null,
    content: transactionContent(transaction),
    changed: Date.now(),
    ...changes,
  };
}

describe('the submissions of a home', () => {
  it('are their owner’s alone, and are there for the next process', async () => {
    const one = submission(1n, { idempotencyKey: 'k' });
    const file = await openSubmissions(home, day);
    await file.put(one);
    file.close();
    const folder = join(home, 'submissions');
    const names = await readdir(folder);
    for (const name of ['', ...names]) {
      expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    }
    const again = await openSubmissions(home, day);
    expect(await again.get(one.id)).toEqual(one);
    expect(await again.withKey(who, 'k')).toEqual([one]);
    expect(await again.withKey(who, 'other')).toEqual([]);
    expect(await again.unsettled(who)).toEqual([one]);
    again.close();
  });

  it('are forgotten so long after they ended, and not before they have', async () => {
    const changed = Date.now() - 2 * day;
    const states = ['signed', 'submitted', 'final', 'expired', 'failed'] as const;
    const kept = states.map((state, index) => submission(BigInt(index + 1), { state, changed }));
    const file = await openSubmissions(home, 3 * day);
    for (const one of kept) await file.put(one);
    file.close();
    const later = await openSubmissions(home, day);
    const found = await Promise.all(kept.map(({ id }) => later.get(id)));
    expect(found.map((one) => one?.state)).toEqual([
      'signed',
      'submitted',
      undefined,
      undefined,
      undefined,
    ]);
    later.close();
  });

  it('are changed by one at a time, until it ends or fails', async () => {
    const [one, other] = [await openSubmissions(home, day), await openSubmissions(home, day)];
    const steps: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => {
        setTimeout(resolve, 30);
      });
      steps.push(`${name} ends`);
      if (name === 'b') throw new Error('failed');
    };
    const [a, b, c] = [
      one.exclusive(who, work('a')),
      other.exclusive(who, work('b')),
      one.exclusive(who, work('c')),
    ];
    await Promise.all([a, expect(b).rejects.toThrow('failed'), c]);
    for (let index = 0; index < steps.length; index += 2) {
      expect(steps[index + 1]).toBe(steps[index]?.replace('begins', 'ends'));
    }
    const interrupted = AbortSignal.abort(new Error('interrupted'));
    const held = one.exclusive(who, () => {
      const waiting = other.exclusive(who, work('d'), interrupted);
      return expect(waiting).rejects.toThrow('interrupted');
    });
    await held;
    one.close();
    other.close();
  });

  it('are abandoned when they are old, or their process has ended', async () => {
    const file = await openSubmissions(home, day);
    const [fresh, old] = [submission(1n), submission(2n, { changed: Date.now() - 60_000 })];
    await file.put(fresh);
    await file.put(old);
    expect([fresh, old].map((one) => file.isAbandoned(one))).toEqual([false, true]);
    file.close();
  });
});
