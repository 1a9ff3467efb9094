/** What the API says of itself. */
import type { Json } from '@trellis/protocol';
import { type Handlers, type ValueAnswer, value } from '../http/handler.ts';
import { openApi } from './openapi.ts';
import { referencePage, referencePolicy } from './reference-page.ts';

let document: Json | undefined;

export const referenceHandlers = {
  getReference: ({ node }) => shown(referencePage(node.version)),
  getOpenApi({ node }) {
    document ??= openApi(node.version);
    return shown(document);
  },
} satisfies Partial<Handlers>;

/** Browsers may show it, and do nothing else with it. */
function shown<T>(answer: T): ValueAnswer<T> {
  return { ...value(answer), headers: { 'content-security-policy': referencePolicy } };
}
