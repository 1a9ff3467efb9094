/**
 * The form in which every measurement is kept: what was measured where, all samples, and what is
 * needed to do it again. Written as JSON; a run that broke off is kept with what it had.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@trellis/crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { runFileName } from './run-file-name.ts';

const metricSchema = Type.Object(
  {
    /** What was measured, such as `verify 1024 B`. */
    name: Type.String({ minLength: 1 }),
    /** Of what, such as `ml-dsa-65, openssl`. */
    subject: Type.String(),
    unit: Type.String(),
    better: Type.Union([Type.Literal('lower'), Type.Literal('higher'), Type.Literal('none')]),
    /** One a repetition; the repetitions of all metrics take turns. */
    samples: Type.Array(Type.Number(), { minItems: 1 }),
    /**
     * What a fixed piece of work took beside each sample, in any unit: how fast the machine was just
     * then. Only for metrics that grow with the machine's slowness.
     */
    yardstick: Type.Optional(Type.Array(Type.Number({ exclusiveMinimum: 0 }))),
  },
  { additionalProperties: false },
);

const runSchema = Type.Object(
  {
    format: Type.Literal('trellis-bench/1'),
    kind: Type.Union([
      Type.Literal('signatures'),
      Type.Literal('ledger'),
      Type.Literal('growth'),
      Type.Literal('verify-bound'),
      Type.Literal('channel'),
      Type.Literal('channel-load'),
      Type.Literal('api'),
    ]),
    /** `false`: it broke off, and `failure` says why. What there is can be looked at, not compared. */
    complete: Type.Boolean(),
    failure: Type.Union([Type.String(), Type.Null()]),
    machine: Type.Object({
      processor: Type.String(),
      cores: Type.Integer({ minimum: 1 }),
      memoryBytes: Type.Number(),
      system: Type.String(),
    }),
    versions: Type.Record(Type.String(), Type.String()),
    /** Of the sources; with `+` behind it if they were changed. */
    commit: Type.String(),
    seed: Type.Integer(),
    startedAt: Type.String(),
    seconds: Type.Number(),
    command: Type.String(),
    parameters: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    ),
    metrics: Type.Array(metricSchema),
    /** What only this kind has; described beside the measurement. */
    raw: Type.Unknown(),
  },
  { additionalProperties: false },
);

export type Metric = Static<typeof metricSchema>;
export type BenchRun = Static<typeof runSchema>;
export type RunKind = BenchRun['kind'];

/** What is wrong with a measurement, its options or its file. */
export class BenchError extends CodedError<
  'bad_option' | 'bad_run' | 'run_failed' | 'interrupted' | 'not_comparable'
> {}

/** Reads a run. Throws `BenchError` `bad_run` that names the file and the place in it. */
export async function readRun(path: string): Promise<BenchRun> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'it does not exist' : code;
    throw new BenchError('bad_run', `the run ${path} cannot be read: ${why}`, { cause: error });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BenchError('bad_run', `the run ${path} is not JSON`);
  }
  return checkedRun(json, path);
}

/** A run of this form. Throws `BenchError` `bad_run` that names the file and the place in it. */
export function checkedRun(json: unknown, path: string): BenchRun {
  if (Value.Check(runSchema, json)) return json;
  const [first] = Value.Errors(runSchema, json);
  const where =
    first === undefined ? '' : ` at ${first.instancePath || 'its top'}: ${first.message}`;
  throw new BenchError('bad_run', `the run ${path} is not one that "trellis bench" wrote${where}`);
}

/** A run by its folder or its file. Throws as `readRun` does. */
export function readRunAt(path: string): Promise<BenchRun> {
  return readRun(path.endsWith('.json') ? path : join(path, runFileName));
}

/** Writes a run, whole or broken off. */
export async function writeRun(path: string, run: BenchRun): Promise<void> {
  await writeFile(path, `${JSON.stringify(run, null, 1)}\n`);
}
