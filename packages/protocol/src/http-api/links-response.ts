/** `GET /v1/nodes/links`: the connections of the network, each reported by a node at its end. */
import type { ValueOf } from '../codec.ts';
import { container, list, optional } from '../codec-composite.ts';
import { shortText } from './short-text.ts';

export const linksResponseCodec = container({
  /** The node that answers, which asked the others. */
  node: shortText,
  nodes: list(
    container({
      name: shortText,
      peer: shortText,
      /** What it says of its own connections; `null`: it did not say. */
      links: optional(
        list(
          container({
            name: shortText,
            peer: shortText,
            group: shortText,
            cipher: shortText,
            signatureScheme: shortText,
          }),
          1024,
        ),
      ),
    }),
    1024,
  ),
});

export type LinksResponse = ValueOf<typeof linksResponseCodec>;
