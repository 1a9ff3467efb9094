/** The oldest Node that the program and the released packages are tried with, and what an older one is told. */

export const oldestNode = '24.0.0';

/**
 * A sentence for a Node that is too old; it would fail somewhere inside, with a word about modules.
 *
 * @param {string} version
 * @returns {string | undefined}
 */
export function refusalOfNode(version) {
  return Number.parseInt(version, 10) < Number.parseInt(oldestNode, 10)
    ? `error: this is Node ${version}, and Trellis needs ${oldestNode} or later; "npm install --global node@24" brings one.`
    : undefined;
}
