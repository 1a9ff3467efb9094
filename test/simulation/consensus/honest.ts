/**
 * A speaker that keeps the order which makes a crash harmless: sync the log, sign durably, then
 * send. Replaying what led to a signature asks for the same one again, and the signer has it. Were
 * the log synced only after signing, a crash in between could replay to another vote, which the
 * signer refuses: if the others need this one's power for a quorum, the height would stop forever.
 */
import type { Speaker } from './speaker.ts';
import type { World } from './world.ts';

export function createHonestSpeaker(world: World, self: number): Speaker {
  const signer = world.createSigner(world.book);
  return {
    propose(wanted, desk) {
      desk.sync(() => {
        desk.boundary();
        const proposal = signer.signProposal(wanted);
        desk.boundary();
        if (proposal === null) return;
        desk.sync(() => {
          desk.loopBack({ type: 'proposal', proposal });
          desk.boundary();
          for (let to = 0; to < world.instances; to++) {
            const withBlock = !world.random.chance(world.faults().incomplete);
            if (to !== self) desk.send(to, { kind: 'proposal', proposal, withBlock });
          }
        });
      });
    },
    vote(wanted, desk) {
      desk.sync(() => {
        desk.boundary();
        const vote = signer.signVote(wanted);
        desk.boundary();
        if (vote === null) return;
        desk.sync(() => {
          desk.loopBack({ type: 'vote', vote });
          desk.boundary();
          desk.broadcast({ kind: 'vote', vote });
        });
      });
    },
    says: (_, message) => [message],
  };
}
