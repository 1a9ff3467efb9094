/** The signer's end of a line: questions in, answers out. */
import type { Logger } from '@trellis/engine';
import { decode, encode } from '@trellis/protocol';
import type { Line, LineHandlers } from './line.ts';
import { answeredCodec, askedCodec } from './messages.ts';
import type { SigningService } from './signing-service.ts';

/** Questions of one line that wait for an answer; a node asks one or two at a time. */
const waitingMax = 32;

export function serveLine(
  line: Line,
  {
    node,
    service,
    logger,
    fail,
  }: {
    readonly node: string;
    readonly service: SigningService;
    readonly logger: Logger;
    /** The memory can't be written: nothing more may be signed. */
    readonly fail: (error: unknown) => void;
  },
): LineHandlers {
  let waiting = 0;
  let isOpen = true;
  return {
    onMessage(bytes) {
      const asked = decode(askedCodec, bytes);
      if (!asked.ok || waiting >= waitingMax) {
        logger.warn({ node }, 'closed the line of a node that does not keep to the protocol');
        return line.close();
      }
      const { id, question } = asked.value;
      waiting += 1;
      service.answer(node, question).then((answer) => {
        waiting -= 1;
        if (answer.type === 'refused') {
          logger.warn({ node, asked: question.type, code: answer.code }, 'refused');
        }
        if (isOpen) line.send(encode(answeredCodec, { id, answer }));
      }, fail);
    },
    onClose() {
      isOpen = false;
    },
  };
}
