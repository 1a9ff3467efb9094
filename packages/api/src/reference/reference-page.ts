/** The reference of the API as a page for people: no scripts, nothing from outside. */
import type { JsonSchema } from '@trellis/protocol';
import { type Access, listEndpoints, type NamedEndpoint } from '@trellis/protocol/http-api';

/** May show itself, and nothing else. */
export const referencePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2rem 0 .3rem; font-size: 1.05rem; overflow-wrap: anywhere; }
code, h2 { font-family: ui-monospace, monospace; }
p, ul { margin: .3rem 0; }
.quiet { opacity: .75; }`;

/** The page, in the order of the tags. */
export function referencePage(version: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Trellis ${escaped(version)}: the HTTP API</title>
<style>${style}</style>
<h1>The HTTP API</h1>
<p>As a document for tools: <a href="openapi.json">OpenAPI 3.1</a>. Amounts, heights and times are decimal strings, bytes are base64,
hashes 64 lowercase hex digits, addresses <code>trellis1…</code>. Errors are RFC 9457 problem details with a stable <code>code</code>.</p>
${listEndpoints().map(section).join('\n')}
</html>
`;
}

function section({
  method,
  path,
  summary,
  access,
  parameters,
  body,
  answers,
}: NamedEndpoint): string {
  const taken = Object.entries(parameters).map(
    ([name, { in: place, description }]) =>
      `<li><code>${escaped(name)}</code> <span class="quiet">(${place})</span> ${escaped(description)}</li>`,
  );
  const bodyFields =
    body === null ? '' : fields(body.type === 'form' ? body.schema : body.codec.schema);
  const bodies = (body?.mediaTypes ?? []).map(
    (type) =>
      `<li>body <code>${escaped(type)}</code> <span class="quiet">${bodyFields}</span></li>`,
  );
  const given = Object.entries(answers).map(
    ([status, { description, mediaType, schema }]) =>
      `<li><code>${status} ${escaped(mediaType)}</code> ${escaped(description)} <span class="quiet">${fields(schema)}</span></li>`,
  );
  return `<h2>${method} ${escaped(path)}</h2>
<p>${escaped(summary)}. <span class="quiet">${accessText(access)}.</span></p>
<ul>
${[...taken, ...bodies, ...given].join('\n')}
</ul>`;
}

function accessText(access: Access): string {
  switch (access) {
    case 'open':
      return 'For anybody';
    case 'client':
      return 'For OAuth clients: an API key as Basic authentication';
    default:
      return `Scope <code>${access}</code>`;
  }
}

function fields({ properties }: JsonSchema): string {
  return properties === undefined ? '' : `{ ${Object.keys(properties).map(escaped).join(', ')} }`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
