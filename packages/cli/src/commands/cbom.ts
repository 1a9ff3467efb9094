/** `trellis cbom`: what cryptography a node uses, and what a quantum computer would open. */
import { getInventory } from '@trellis/client';
import { visibleText } from '@trellis/protocol';
import { shownInventory } from '@trellis/protocol/http-api';
import type { Command } from 'commander';
import { alignRows } from '../align-rows.ts';
import { bad, good, print, printJson } from '../output.ts';
import { connect } from '../session.ts';

/** Gives the `cbom` command its arguments, options and action. */
export function defineCbomCommand(cbom: Command): void {
  cbom
    .addHelpText(
      'after',
      '\nExamples:\n  $ trellis cbom\n  $ trellis cbom --json > node1.cbom.json\n',
    )
    .action(async (_options: object, command: Command) => {
      const { globals, transport } = await connect(command);
      const inventory = await getInventory(transport);
      if (globals.json && typeof inventory === 'object' && inventory !== null) {
        return printJson(inventory);
      }
      const { components, exposed } = shownInventory(inventory);
      const rows = components.map(({ name, isPostQuantum, uses }) => [
        visibleText(name),
        isPostQuantum === null ? '' : String(isPostQuantum),
        uses.map((use) => visibleText(use)).join('; '),
      ]);
      print(...alignRows([['what', 'post-quantum', 'used for'], ...rows]), '');
      if (exposed.length === 0)
        return print(good('A quantum computer would open nothing of this.'));
      print(bad('Exposed:'), ...exposed.map((sentence) => `  ${visibleText(sentence)}`));
    });
}
