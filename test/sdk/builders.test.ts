/** The SDK has a builder for every operation of the ledger: the compiler says when one is missing. */
import * as client from '@trellis/client';
import { paySealed } from '@trellis/client/sealed-payment';
import { type OperationOf, type OperationType, operationTypes } from '@trellis/protocol';
import { expect, it } from 'vitest';

/** A builder that is missing does not compile. */
const builders: {
  readonly [T in OperationType]: (...parts: never[]) => OperationOf<T> | Promise<OperationOf<T>>;
} = { ...client, paySealed };

it.each(operationTypes)('builds %s', (type) => {
  expect(builders[type]).toBeTypeOf('function');
});
