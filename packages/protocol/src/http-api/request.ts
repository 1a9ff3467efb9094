/** Requests by the table of endpoints: their URLs as a caller writes them, and their parameters as a server reads them. */
import { at, attempt, type Decoded } from '../codec.ts';
import type { Endpoint, GivenParameters, ParametersOf } from './endpoint.ts';
import type { Parameter } from './parameter.ts';

/** The path and query of a call; what is left out of the query stays out of it. */
export function pathOf<E extends Endpoint>(endpoint: E, given: GivenParameters<E>): string {
  const values: Readonly<Record<string, unknown>> = given;
  let { path } = endpoint;
  const query: string[] = [];
  for (const [name, parameter] of Object.entries<Parameter>(endpoint.parameters)) {
    const value = values[name];
    if (parameter.in === 'path') {
      path = path.replace(`{${name}}`, encodeURIComponent(parameter.format(value)));
    } else if (parameter.in === 'query' && value !== undefined) {
      query.push(`${name}=${encodeURIComponent(parameter.format(value))}`);
    }
  }
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** The headers of a call, but for those of its body. */
export function headersOf<E extends Endpoint>(
  endpoint: E,
  given: GivenParameters<E>,
): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, unknown>> = given;
  const headers: Record<string, string> = {};
  for (const [name, parameter] of Object.entries<Parameter>(endpoint.parameters)) {
    const value = values[name];
    if (parameter.in === 'header' && value !== undefined) headers[name] = parameter.format(value);
  }
  return headers;
}

/** The parameters of a call from their texts; `undefined` is the text of one that isn't there. */
export function readParameters<E extends Endpoint>(
  { parameters }: E,
  textOf: (name: string, place: Parameter['in']) => string | undefined,
): Decoded<ParametersOf<E>> {
  return attempt(() => {
    const read = Object.entries<Parameter>(parameters).map(([name, parameter]) => {
      const text = textOf(name, parameter.in);
      if (text === undefined && parameter.in !== 'path') return [name, parameter.absent];
      return [name, at(name, () => parameter.parse(text ?? ''))];
    });
    return Object.fromEntries(read) as ParametersOf<E>;
  });
}
