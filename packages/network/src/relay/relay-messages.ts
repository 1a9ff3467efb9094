/** What nodes say on a stream before it carries the bytes of a connection between two others. */
import { container, list, peerCodec, tag, type ValueOf } from '@trellis/protocol';

export const relayProtocol = '/trellis/1/relay';

/** From a validator behind sentries to another one behind others: its sentry, the other's sentry, the other. */
const routeHopsMax = 2;

/** The first message: who is next, and who after that. Whoever gets it empty is the one to be connected with. */
export const routeCodec = container({ route: list(peerCodec, routeHopsMax) });

/** The answer, passed on by whoever is between: whether what follows are the bytes of the connection. */
export const routeAnswerCodec = container({
  outcome: tag({
    open: 0,
    /** Neither who asks nor who is next is one for whom the node is a sentry. */
    notItsSentry: 1,
    notConnected: 2,
    tooMany: 3,
  }),
});

export type RelayOutcome = ValueOf<typeof routeAnswerCodec>['outcome'];

/** Of a route or an answer: two peer ids of up to 128 characters, and what is around them. */
export const relayMessageBytesMax = 512;
