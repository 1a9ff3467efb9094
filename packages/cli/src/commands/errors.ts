/** `trellis errors`: what the codes of errors mean, and what to do. */

import { nearestName } from '@trellis/keystore/nearest-name';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { UsageError } from '../command-error.ts';
import codes from '../error-codes.json' with { type: 'json' };
import { readGlobals } from '../globals.ts';
import { printFields, printJson, printLong } from '../output.ts';

interface Explained {
  readonly meanings: readonly string[];
  readonly advice: string | null;
}

const explainedBy: Readonly<Record<string, Explained>> = codes;

/** Gives the `errors` command its action. */
export function defineErrorsCommand(errors: Command): void {
  errors
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis errors\n  $ trellis errors insufficient_funds\n  $ trellis errors ENOSPC --json\n',
    )
    .action(async (code: string | undefined, _options: object, command: Command) => {
      const { json } = readGlobals(command);
      const shown = Object.entries(explainedBy).filter(
        ([one]) => code === undefined || one === code,
      );
      if (code !== undefined && shown.length === 0) throw unknownCode(code);
      const list = shown.map(([one, rest]) => ({ code: one, ...rest }));
      if (json) return printJson({ errors: list });
      if (code === undefined) {
        return printLong(...alignRows(list.map((one) => [one.code, one.meanings[0] ?? ''])));
      }
      for (const { code: name, meanings, advice } of list) {
        printFields([
          ['code', name],
          ...meanings.map((text, index) => [index === 0 ? 'means' : '', text] as const),
          ...(advice === null ? [] : ([['what to do', advice]] as const)),
        ]);
      }
    });
}

function unknownCode(code: string): UsageError {
  const near = nearestName(code, Object.keys(explainedBy));
  const meant = near === undefined ? '"trellis errors" lists all' : `did you mean "${near}"?`;
  return new UsageError('unknown_code', `there is no error code "${code}"; ${meant}`);
}
