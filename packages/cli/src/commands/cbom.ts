/** `trellis cbom`: what cryptography a node uses, and what a quantum computer would open. */
import { getInventory } from '@trellis/client';
import type { Json } from '@trellis/protocol';
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
      const rows = items(field(inventory, 'components')).map((component) => [
        textOf(field(component, 'name')),
        properties(component, 'postQuantum').join(),
        properties(component, 'use').join('; '),
      ]);
      print(...alignRows([['what', 'post-quantum', 'used for'], ...rows]), '');
      const exposed = properties(field(inventory, 'metadata') ?? null, 'exposed');
      if (exposed.length === 0)
        return print(good('A quantum computer would open nothing of this.'));
      print(bad('Exposed:'), ...exposed.map((sentence) => `  ${sentence}`));
    });
}

/** A standard's document has more fields than we show: what is not there is passed over. */
function field(json: Json, name: string): Json | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return (json as Readonly<Record<string, Json>>)[name];
}

function items(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

function textOf(json: Json | undefined): string {
  return typeof json === 'string' ? json : '';
}

function properties(component: Json, name: string): readonly string[] {
  return items(field(component, 'properties'))
    .filter((property) => field(property, 'name') === `trellis:${name}`)
    .map((property) => textOf(field(property, 'value')));
}
