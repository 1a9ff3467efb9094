import type { OperationOf, Status } from '@trellis/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import type { OperationRules } from './apply-operation.ts';
import { mint } from './operations/mint.ts';
import { setPolicy } from './operations/set-policy.ts';
import type { transfer } from './operations/transfer.ts';
import type { credit } from './state/balances.ts';
import type { Overlay, UnitsOverlay } from './state/state.ts';

type Moving<D> = (state: D, operation: OperationOf<'transfer'>) => Status;

describe('units', () => {
  it('move only by the rules of operations that say what they move', () => {
    expectTypeOf<Parameters<OperationRules['mint']>[0]>().toEqualTypeOf<UnitsOverlay>();
    expectTypeOf<Parameters<OperationRules['setPolicy']>[0]>().toEqualTypeOf<Overlay>();
    expectTypeOf(mint).toExtend<OperationRules['mint']>();
    expectTypeOf(setPolicy).toExtend<OperationRules['setPolicy']>();
    expectTypeOf<typeof transfer>().not.toExtend<Moving<Overlay>>();
    expectTypeOf<typeof transfer>().toExtend<Moving<UnitsOverlay>>();
  });

  it('can’t be credited where no units move', () => {
    expectTypeOf<Overlay>().not.toExtend<Parameters<typeof credit>[0]>();
    expectTypeOf<UnitsOverlay>().toExtend<Overlay>();
  });
});
