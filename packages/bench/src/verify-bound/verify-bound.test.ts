import { describe, expect, it } from 'vitest';
import { createRun } from '../environment.ts';
import { boundShareName } from './bound.ts';
import { measureVerifyBound, verifyBoundText } from './verify-bound.ts';

const plan = { schemes: ['ml-dsa-44'] as const, validators: 4, rounds: 2, millisecondsEach: 20 };
const facts = {
  seed: 1,
  command: '',
  parameters: {},
  raw: null,
  startedAt: new Date(),
  failure: null,
};
const knee = {
  name: 'knee',
  subject: 'ml-dsa-44',
  unit: 'payments/s',
  better: 'higher' as const,
  samples: [100, 200, 300],
};

const share = { ...knee, name: boundShareName, unit: '%', samples: [30, 40, 55] };

describe('the bound of verification', () => {
  it('is shared by the nodes, and says what share a network reached', async () => {
    const ledger = await createRun({ ...facts, kind: 'ledger', metrics: [knee, share] });
    const { bounds, metrics } = await measureVerifyBound({ ...plan, ledger });
    const [bound] = bounds;
    if (bound === undefined) throw new Error('no bound');
    expect(bound.networkPerSecond).toBeCloseTo(bound.allCoresPerSecond / 4);
    // As the run measured it beside its networks; the machine may be another by now.
    expect(bound.reached).toEqual({ perSecond: 200, share: 0.4 });
    expect(metrics.map(({ samples }) => samples.length)).toEqual([2, 2]);
    expect(verifyBoundText(bounds, 4)).toContain('ml-dsa-44');
  });

  it('says nothing of schemes the run has not, and refuses runs of another kind', async () => {
    const other = await createRun({ ...facts, kind: 'ledger', metrics: [] });
    expect((await measureVerifyBound({ ...plan, ledger: other })).bounds[0]?.reached).toBeNull();
    const wrong = await createRun({ ...facts, kind: 'signatures', metrics: [] });
    await expect(measureVerifyBound({ ...plan, ledger: wrong })).rejects.toMatchObject({
      code: 'bad_option',
    });
    const seven = { ...other, parameters: { validators: 7 } };
    await expect(measureVerifyBound({ ...plan, ledger: seven })).rejects.toThrow('--validators 7');
  });
});
