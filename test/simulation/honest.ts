/** A speaker that keeps the order which makes a crash harmless: sign, write ahead, sync, then send. */
import type { Speaker } from './node.ts';
import type { World } from './world.ts';

export function createHonestSpeaker(world: World): Speaker {
  const signer = world.createSigner(world.book);
  return {
    propose(wanted, desk) {
      const proposal = signer.signProposal(wanted);
      desk.boundary();
      if (proposal === null) return;
      desk.loopBack({ type: 'proposal', proposal });
      desk.boundary();
      for (let to = 0; to < world.validators.validators.length; to++) {
        const withBlock = !world.random.chance(world.faults().incomplete);
        const isSelf = world.validators.validators[to]?.address === proposal.proposer;
        if (!isSelf) desk.send(to, { kind: 'proposal', proposal, withBlock });
      }
    },
    vote(wanted, desk) {
      const vote = signer.signVote(wanted);
      desk.boundary();
      if (vote === null) return;
      desk.loopBack({ type: 'vote', vote });
      desk.boundary();
      desk.broadcast({ kind: 'vote', vote });
    },
  };
}
