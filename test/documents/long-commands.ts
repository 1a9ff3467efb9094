/** Commands that take a minute or so, or make testnets of their own, with the arguments of a short run. */
export const longCommands: readonly (readonly [command: string, args: readonly string[]])[] = [
  ['testnet migrate', ['--validators', '1', '--seconds', '1']],
  ['demo', []],
  ['bench ledger', ['--quick', '--schemes', 'ed25519', '--duration', '2']],
  ['bench growth', ['--quick']],
  ['bench verify-bound', ['--quick']],
  ['bench channel', ['--quick']],
  ['bench channel-load', ['--quick']],
  ['bench api', ['--quick']],
];
