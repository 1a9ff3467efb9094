/** A batch of payments as CSV, in the form that `trellis batch` reads. */
import { pay, transfer } from '@trellis/client';
import type { Address } from '@trellis/crypto';
import {
  decodeJson,
  limits,
  noRemittance,
  type Operation,
  remittanceCodec,
} from '@trellis/protocol';
import type { Session } from '../page/session.ts';
import { FieldProblem, readValues } from './values.ts';

const columns: readonly string[] = ['to', 'amount', 'asset', ...Object.keys(noRemittance)];

/** The payments, each read as strictly as one in a form. Throws `FieldProblem` that names the line. */
export async function readBatch(
  session: Session,
  own: Address,
  text: string,
): Promise<readonly Operation[]> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  let rows: readonly (readonly string[])[];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  const [head = [], ...lines] = rows;
  const unknown = head.find((name) => !columns.includes(name));
  if (unknown !== undefined) throw bad(`“${unknown}” is not one of ${columns.join(', ')}`);
  if (new Set(head).size < head.length) throw bad('a column is there twice');
  if (lines.length === 0) throw bad('no payment follows the names of the columns');
  if (lines.length > limits.operationsMax) {
    throw bad(`over ${limits.operationsMax} payments: make several files of it`);
  }
  return Promise.all(
    lines.map(async (cells, index) => {
      const given = Object.fromEntries(head.map((name, place) => [name, cells[place] ?? '']));
      try {
        return await paymentOf(session, own, given);
      } catch (error) {
        if (error instanceof FieldProblem) throw bad(`line ${index + 2}: ${error.message}`);
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
  const written = Object.fromEntries(
    Object.keys(noRemittance).map((name) => [name, values.text(name) || null]),
  );
  if (Object.values(written).every((part) => part === null)) return transfer(move);
  const decoded = decodeJson(remittanceCodec, written);
  if (decoded.ok) return pay({ ...move, remittance: decoded.value });
  throw new FieldProblem(decoded.problem.path, decoded.problem.message);
}

const bad = (why: string): FieldProblem => new FieldProblem('file', why);
