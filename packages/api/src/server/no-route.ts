/** What is answered where there is no route: another one for methods that a path doesn't have than for no path at all. */
import { ApiError } from '../http/problem.ts';
import { hasHead, type Route } from '../http/route.ts';

/** The error for a method and a path, which none of the routes takes. */
export function noRoute(routes: readonly Route[], method: string, path: string): ApiError {
  const methods = routes
    .filter((route) => isOf(route.path, path))
    .flatMap((route) => (hasHead(route) ? [route.method, 'HEAD'] : [route.method]));
  const shown = path.slice(0, 200);
  if (methods.length === 0) return new ApiError(404, 'not_found', `there is no ${method} ${shown}`);
  const allow = methods.join(', ');
  // RFC 9110 §15.5.6: the methods that there are must be named.
  return new ApiError(405, 'method_not_allowed', `${shown} takes ${allow}, not ${method}`, {
    allow,
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
