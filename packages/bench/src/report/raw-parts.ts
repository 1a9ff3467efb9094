/** The parts of a run's raw data that plots are made of, read as strictly as the run itself. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BenchError } from '../run.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const ledgerSchema = Type.Object({
  trials: Type.Array(
    Type.Object({
      scheme: Type.String(),
      status: Type.String(),
      phases: Type.Array(
        Type.Object({
          phase: Type.String(),
          offeredPerSecond: Type.Number(),
          achievedPerSecond: Type.Number(),
          latency: nullable(
            Type.Object({ points: Type.Array(Type.Tuple([Type.Number(), Type.Number()])) }),
          ),
        }),
      ),
    }),
  ),
});

const signaturesSchema = Type.Object({
  sizes: Type.Array(
    Type.Object({
      scheme: Type.String(),
      publicKeyBytes: Type.Number(),
      signatureBytes: Type.Number(),
    }),
  ),
  rows: Type.Array(
    Type.Object({
      scheme: Type.String(),
      provider: Type.String(),
      operation: Type.String(),
      messageBytes: nullable(Type.Number()),
      medianMicros: Type.Number(),
      lowMicros: Type.Number(),
      highMicros: Type.Number(),
      p99Micros: Type.Number(),
      perSecondOneCore: Type.Number(),
      perSecondAllCores: nullable(Type.Number()),
      allocatedBytes: Type.Number(),
      timesEd25519: nullable(Type.Number()),
      sample: Type.Array(Type.Number()),
    }),
  ),
});

export type LedgerRaw = Static<typeof ledgerSchema>;
export type SignaturesRaw = Static<typeof signaturesSchema>;

/** Throws `BenchError` `bad_run`. */
export function readLedgerRaw(raw: unknown): LedgerRaw {
  if (Value.Check(ledgerSchema, raw)) return raw;
  throw damaged('ledger', raw);
}

/** Throws `BenchError` `bad_run`. */
export function readSignaturesRaw(raw: unknown): SignaturesRaw {
  if (Value.Check(signaturesSchema, raw)) return raw;
  throw damaged('signatures', raw);
}

function damaged(kind: string, raw: unknown): BenchError {
  return new BenchError(
    'bad_run',
    raw === null
      ? `the ${kind} run was kept without its raw data, of which the page is made; measure again with --out`
      : `the raw data of the ${kind} run is not what "trellis bench" writes`,
  );
}
