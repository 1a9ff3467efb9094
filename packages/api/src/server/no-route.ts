/** What is answered where there is no endpoint: another answer for methods that a path doesn't have than for no path at all. */
import { type Endpoint, hasHead } from '@trellis/protocol/http-api';
import { ApiError } from '../http/problem.ts';

/** The error for a method and a path, which none of the endpoints takes. */
export function noRoute(all: readonly Endpoint[], method: string, path: string): ApiError {
  const methods = all
    .filter((one) => isOf(one.path, path))
    .flatMap((one) => (hasHead(one) ? [one.method, 'HEAD'] : [one.method]));
  const shown = path.slice(0, 200);
  if (methods.length === 0) return new ApiError('not_found', `there is no ${method} ${shown}`);
  const allow = methods.toSorted().join(', ');
  // RFC 9110 §15.5.6: the methods that there are must be named.
  return new ApiError('method_not_allowed', `${shown} takes ${allow}, not ${method}`, {
    headers: { allow },
  });
}

function isOf(pattern: string, path: string): boolean {
  const [expected, given] = [pattern.split('/'), path.split('/')];
  return (
    expected.length === given.length &&
    expected.every((part, index) =>
      part.startsWith('{') ? given[index] !== '' : part === given[index],
    )
  );
}
