/** One module of all examples: the compiler checks their types, and a test calls them. */
import * as sdk from '@trellis/client';
import type { Example } from './collect.ts';

/** What examples take from elsewhere. */
const elsewhere = `import { formatAddress } from '@trellis/crypto';
import { noRemittance, toHeight } from '@trellis/protocol';
import { endpoints } from '@trellis/protocol/http-api';`;

/** The text of a module whose \`examples\` are functions of a ground, each under its place in the list. */
export function programOf(examples: readonly Example[], groundNames: readonly string[]): string {
  const names = Object.keys(sdk).join(', ');
  const functions = examples.map(
    ({ name, code }) => `  // ${name}
  async ({ ${groundNames.join(', ')} }: Ground): Promise<void> => {
    {
${code.replace(/^/gm, '      ')}
    }
  },`,
  );
  return `import { ${names} } from '@trellis/client';
${elsewhere}
import type { Ground } from './ground.ts';

export const examples = [
${functions.join('\n')}
];
`;
}
