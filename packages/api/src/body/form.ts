/**
 * The fields of a form. Not by `URLSearchParams`, whose time grows with the square of their number: 1 s for half a
 * megabyte of `a&a&…`. Node's `querystring` takes 3 ms for it, and here there are few fields besides.
 */
import { parse } from 'node:querystring';
import { limits } from '@trellis/protocol';
import type { Form } from '../http/handler.ts';
import { ApiError } from '../http/problem.ts';

/** Throws `ApiError` when there are too many fields. */
export function parseForm(text: string): Form {
  // One more than is taken, so that those that `parse` leaves out are noticed.
  const fields = Object.entries(parse(text, '&', '=', { maxKeys: limits.formFieldsMax + 1 }));
  const form = new Map(
    fields.map(([name, value = []]) => [name, Array.isArray(value) ? value : [value]]),
  );
  const count = [...form.values()].reduce((sum, values) => sum + values.length, 0);
  if (count <= limits.formFieldsMax) return form;
  throw new ApiError('malformed', `the form has more than ${limits.formFieldsMax} fields`);
}
