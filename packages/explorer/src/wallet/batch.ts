/** A batch of payments as CSV, in the form that `trellis batch` reads. */
import { pay, transfer } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import { noRemittance, type Operation } from '@trellis/protocol';
import { t } from '../page/language.ts';
import type { Session } from '../page/session.ts';
import { countProblem } from './field-limits.ts';
import { readRemittance } from './remittance-form.ts';
import { FieldProblem, readValues, type Values } from './values.ts';

const needed: readonly string[] = ['to', 'amount', 'asset'];
const columns: readonly string[] = [...needed, ...Object.keys(noRemittance)];

/** The payments, each read as strictly as one in a form. Throws `FieldProblem` that names the line. */
export async function readBatch(
  session: Session,
  own: Address,
  values: Values,
): Promise<readonly Operation[]> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  let rows: readonly (readonly string[])[];
  try {
    rows = parse(values.table('file'), { bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  const [head = [], ...lines] = rows;
  const unknown = head.find((name) => !columns.includes(name));
  if (unknown !== undefined) {
    throw bad(t('“{0}” is none of the columns {1}', unknown.slice(0, 100), columns.join(', ')));
  }
  const missing = needed.find((name) => !head.includes(name));
  if (missing !== undefined) throw bad(t('the column “{0}” is missing', missing));
  if (new Set(head).size < head.length) throw bad(t('a column is there twice'));
  if (lines.length === 0) throw bad(t('no payment follows the names of the columns'));
  const tooMany = countProblem('file', lines.length);
  if (tooMany !== undefined) throw bad(tooMany);
  return Promise.all(
    lines.map(async (cells, index) => {
      const given = Object.fromEntries(head.map((name, place) => [name, cells[place] ?? '']));
      try {
        return await paymentOf(session, own, given);
      } catch (error) {
        if (error instanceof FieldProblem) throw bad(t('line {0}: {1}', index + 2, error.message));
        throw error;
      }
    }),
  );
}

async function paymentOf(
  session: Session,
  own: Address,
  given: Readonly<Record<string, string>>,
): Promise<Operation> {
  const values = readValues(session, given);
  const asset = values.asset('asset');
  const amount = await values.amount('amount', asset);
  const move = { from: own, to: await values.account('to'), asset, amount };
  const remittance = readRemittance(values);
  return remittance === null ? transfer(move) : pay({ ...move, remittance });
}

const bad = (why: string): FieldProblem => new FieldProblem('file', why);
