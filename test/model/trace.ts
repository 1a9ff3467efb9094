/**
 * Traces of the model, as Quint writes them: the Informal Trace Format,
 * https://apalache-mc.org/docs/adr/015adr-trace.html. Only what this model uses is read.
 */
import type { TimedStep } from '@trellis/consensus';

interface ModelProposal {
  readonly round: number;
  readonly value: string;
  readonly validRound: number;
  readonly by: number;
}

interface ModelVote {
  readonly kind: 'prevote' | 'precommit';
  readonly round: number;
  readonly value: string;
  readonly by: number;
}

export type ModelMessage =
  | { readonly tag: 'Propose'; readonly value: ModelProposal }
  | { readonly tag: 'Cast'; readonly value: ModelVote };

export type ModelInput =
  | { readonly tag: 'Begin' }
  | {
      readonly tag: 'Deliver';
      readonly value: { readonly to: number; readonly message: ModelMessage };
    }
  | {
      readonly tag: 'Timeout';
      readonly value: { readonly at: number; readonly round: number; readonly kind: TimedStep };
    };

/** What is compared with the machine. */
export interface ModelProcess {
  readonly id: number;
  readonly round: number;
  readonly step: string;
  readonly lockedValue: string;
  readonly lockedRound: number;
  readonly validValue: string;
  readonly validRound: number;
  readonly decision: string;
  readonly sent: readonly ModelMessage[];
}

export interface ModelState {
  readonly faulty: readonly number[];
  readonly input: ModelInput;
  readonly processes: readonly ModelProcess[];
}

/** The states of a trace. The model is this repository's own, so its shape is not checked again. */
export function readTrace(text: string): readonly ModelState[] {
  const { states } = JSON.parse(text) as { states: Record<string, unknown>[] };
  return states.map((state) => {
    const variable = (name: string): unknown => {
      const key = Object.keys(state).find((one) => one === name || one.endsWith(`::${name}`));
      if (key === undefined) throw new Error(`the trace has no variable ${name}`);
      return plain(state[key]);
    };
    const processes = variable('process') as [number, ModelProcess][];
    return {
      faulty: variable('faulty') as number[],
      input: variable('input') as ModelInput,
      processes: processes.map(([, process]) => process),
    };
  });
}

/** Numbers for big integers, arrays for sets, maps and tuples. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, content] of Object.entries(value)) {
    if (key === '#bigint') return Number(content);
    if (key === '#set' || key === '#map' || key === '#tup') return plain(content);
  }
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, plain(content)]));
}
