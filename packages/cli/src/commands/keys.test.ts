import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHome, type CliResult, createHome } from '../testing/run-cli.ts';

let cli: CliHome;

beforeAll(async () => {
  cli = await createHome();
  // The one key whose password comes over a descriptor: that takes a process, which is slow.
  await cli.json(['keys', 'new', 'alice', '--password-fd', '3'], 'correct horse\n');
});
afterAll(() => cli.remove());

/** The options for a password in a file. */
async function password(text: string): Promise<readonly string[]> {
  return ['--password-file', await cli.write('some.password', text)];
}

/** That a command ended with the exit code of invalid usage, with a message instead of a trace. */
function expectRefused(result: CliResult, code: string): void {
  expect(result).toMatchObject({ code: 2, stdout: '' });
  expect(result.stderr).toMatch(new RegExp(`^error \\(${code}\\): `));
  expect(result.stderr).not.toContain('    at ');
}

describe('trellis keys new', () => {
  it('keeps the key encrypted, for its owner alone', async () => {
    const file = cli.path('keys/alice.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ scheme: 'ml-dsa-65', kdf: { name: 'argon2id' } });
    expect(text).not.toContain('correct horse');
  });

  it('shows what it made', async () => {
    const { code, stdout, stderr } = await cli.runWithin([
      'keys',
      'new',
      'bob',
      '--scheme',
      'ed25519',
      ...(await password('battery staple')),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Made the key "bob"\.\nname {10}bob\naccount {7}trellis1[0-9a-z]{58}\n/,
    );
    expect(stdout).toContain('ed25519 (not post-quantum)');
  });

  it('never overwrites a key', async () => {
    const before = await readFile(cli.path('keys/alice.json'), 'utf8');
    const { code, stderr } = await cli.runWithin([
      'keys',
      'new',
      'alice',
      ...(await password('long enough')),
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \(key_exists\): .*alice\.json exists already/);
    expect(await readFile(cli.path('keys/alice.json'), 'utf8')).toBe(before);
  });

  it.each([
    [
      'a name that could be a path',
      ['keys', 'new', '../evil', '--password-fd', '3'],
      'bad_key_name',
    ],
    [
      'an empty password',
      ['keys', 'new', 'empty', '--password-file', '/dev/null'],
      'empty_password',
    ],
    [
      'two passwords',
      ['keys', 'new', 'x', '--password-fd', '3', '--password-file', 'f'],
      'two_passwords',
    ],
    [
      'a password file that is not there',
      ['keys', 'new', 'x', '--password-file', '/no/file'],
      'password_unreadable',
    ],
    [
      'a descriptor that is not open',
      ['keys', 'new', 'x', '--password-fd', '9999'],
      'password_unreadable',
    ],
    ['a password as an argument', ['keys', 'new', 'x', '--password', 'secret'], 'unknown_option'],
    ['a scheme that does not exist', ['keys', 'new', 'x', '--scheme', 'rsa'], 'invalid_argument'],
  ])('refuses %s', async (_name, args, code) => {
    expectRefused(await cli.runWithin(args), code);
  });

  it('refuses no terminal to ask on', async () => {
    // Whoever runs the tests may have one.
    expectRefused(await cli.run(['keys', 'new', 'nobody']), 'no_terminal');
  });
});

describe('trellis keys list and show', () => {
  it('show names, schemes and accounts, and which files are damaged', async () => {
    await cli.write('keys/broken.json', '{"version": 1}');
    const { stdout } = await cli.runWithin(['keys', 'list']);
    expect(stdout).toMatch(/^name {3}scheme {5}account\nalice {2}ml-dsa-65 {2}trellis1/);
    expect(stdout).toContain('broken: the key file is damaged');
    const listed = await cli.jsonWithin(['keys', 'list']);
    expect(listed).toMatchObject({
      keys: [
        { name: 'alice', postQuantum: true },
        { name: 'bob', postQuantum: false },
      ],
      broken: [{ name: 'broken' }],
    });
    const shown = await cli.jsonWithin(['keys', 'show', 'alice']);
    expect(shown).toEqual((listed.keys as unknown[])[0]);
  });

  it('say which key there is not', async () => {
    const { code, stderr } = await cli.runWithin(['keys', 'show', 'zoe']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \(unknown_key\): there is no key "zoe"/);
  });

  it('refuse a key file that others may read', async () => {
    await cli.jsonWithin([
      'keys',
      'new',
      'open',
      '--scheme',
      'ed25519',
      ...(await password('long enough')),
    ]);
    await chmod(cli.path('keys/open.json'), 0o644);
    const { code, stderr } = await cli.runWithin(['keys', 'show', 'open']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \(unsafe_key_file\): .*chmod 600/);
  });
});

const exporting = ['keys', 'export', 'alice', '--private'];

let pem: readonly string[];
beforeAll(async () => {
  pem = ['--pem-password-file', await cli.write('pem.password', 'battery staple\n')];
});

describe('trellis keys export and import', () => {
  it('write PEM that OpenSSL reads, and read it back as the same key', async () => {
    const file = cli.path('alice.pem');
    await cli.jsonWithin([...exporting, file, ...(await password('correct horse')), ...pem]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    const privateKey = createPrivateKey({ key: text, passphrase: 'battery staple' });
    expect(privateKey.asymmetricKeyType).toBe('ml-dsa-65');

    const { stdout: publicPem } = await cli.runWithin(['keys', 'export', 'alice']);
    const message = Buffer.from('signed by OpenSSL');
    const signature = sign(null, message, privateKey);
    expect(verify(null, message, createPublicKey(publicPem), signature)).toBe(true);

    const copy = await cli.jsonWithin([
      'keys',
      'import',
      'copy',
      file,
      ...(await password('the new one')),
      ...pem,
    ]);
    const original = await cli.jsonWithin(['keys', 'show', 'alice']);
    expect(copy).toMatchObject({
      account: original.account,
      key: original.key,
      publicKey: original.publicKey,
    });
  });

  it('write the key in the open when it is asked for, and read it back', async () => {
    const file = cli.path('open.pem');
    const args = [...exporting, file, '--unencrypted', ...(await password('correct horse'))];
    expect(await cli.jsonWithin(args)).toMatchObject({ encrypted: false });
    expect(await readFile(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    const imported = ['keys', 'import', 'plain', file, ...(await password('long enough'))];
    const { stdout } = await cli.runWithin(imported);
    expect(stdout).toContain('is not encrypted: delete it');
  });

  it('refuse the wrong password of a PEM', async () => {
    const wrong = await cli.write('wrong.password', 'battery stable');
    const args = ['keys', 'import', 'no', cli.path('alice.pem'), '--pem-password-file', wrong];
    const { code, stderr } = await cli.runWithin([...args, ...(await password('long enough'))]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \(wrong_password\): /);
  });

  it('refuse a wrong password, and write nothing', async () => {
    const file = cli.path('never.pem');
    const args = [...exporting, file, ...(await password('wrong horse'))];
    const { code, stdout, stderr } = await cli.runWithin(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error \(wrong_password\): /);
    expect(stderr).not.toContain('wrong horse');
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('never overwrite a file with a private key', async () => {
    const file = await cli.write('precious.pem', 'mine');
    const args = [...exporting, file, ...(await password('correct horse'))];
    const { code, stderr } = await cli.runWithin(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \(file_unwritable\): /);
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it.each([
    ['no PEM at all', 'hello', /^error \(unsupported_key\): /],
    ['a public key', '', /^error \(unsupported_key\): .*"PRIVATE KEY"/],
  ])('refuse %s', async (_name, text, message) => {
    const pem = text === '' ? (await cli.runWithin(['keys', 'export', 'alice'])).stdout : text;
    const file = await cli.write('other.pem', pem);
    const args = ['keys', 'import', 'other', file, ...(await password('long enough'))];
    const { code, stderr } = await cli.runWithin(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe('a new password', () => {
  const make = async (name: string, text: string, ...more: readonly string[]) =>
    cli.runWithin(['keys', 'new', name, '--scheme', 'ed25519', ...(await password(text)), ...more]);

  it('has at least 8 characters, unless a file has it and the user says so', async () => {
    expectRefused(await make('weak', 'seven77'), 'weak_password');
    // Characters count, not bytes.
    expectRefused(await make('weak', '\u{1f40e}\u{1f40e}\u{1f40e}\u{1f40e}'), 'weak_password');
    expect((await make('weak', 'seven77', '--weak-password-ok')).code).toBe(0);
    expectRefused(await make('weaker', '', '--weak-password-ok'), 'empty_password');
  });

  it('is the same however it is composed', async () => {
    expect((await make('cafe', 'caf\u00e9 au lait')).code).toBe(0);
    const args = ['keys', 'export', 'cafe', '--private', cli.path('cafe.pem'), '--unencrypted'];
    const { code } = await cli.runWithin([...args, ...(await password('cafe\u0301 au lait'))]);
    expect(code).toBe(0);
  });
});

describe('a key', () => {
  const old = ['--scheme', 'ed25519'];

  beforeAll(async () => {
    for (const name of ['first', 'second']) {
      await cli.jsonWithin(['keys', 'new', name, ...old, ...(await password('correct horse'))]);
    }
  });

  it('gets another name, if that is free', async () => {
    const before = await cli.jsonWithin(['keys', 'show', 'first']);
    await cli.write('keys/first.password', 'correct horse\n');
    expectRefused(await cli.runWithin(['keys', 'rename', 'first', 'second']), 'key_exists');
    expectRefused(await cli.runWithin(['keys', 'rename', 'first', '../x']), 'bad_key_name');
    const after = await cli.jsonWithin(['keys', 'rename', 'first', 'third']);
    expect(after).toEqual({ ...before, name: 'third', file: cli.path('keys/third.json') });
    expectRefused(await cli.runWithin(['keys', 'show', 'first']), 'unknown_key');
    expect(await readFile(cli.path('keys/third.password'), 'utf8')).toBe('correct horse\n');
    await expect(stat(cli.path('keys/first.password'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gets another password, and the file beside it with the old one goes', async () => {
    const fresh = ['--new-password-file', await cli.write('fresh.password', 'battery staple')];
    const { stdout } = await cli.runWithin(['keys', 'change-password', 'third', ...fresh]);
    expect(stdout).toContain('third.password, is deleted');
    const out = ['keys', 'export', 'third', '--unencrypted', '--private', cli.path('third.pem')];
    const wrong = await cli.runWithin([...out, ...(await password('correct horse'))]);
    expect(wrong.stderr).toMatch(/^error \(wrong_password\)/);
    await cli.jsonWithin([...out, ...(await password('battery staple'))]);
  });

  it('is deleted after its name was repeated, or with --yes', async () => {
    expectRefused(await cli.run(['keys', 'delete', 'second']), 'no_terminal');
    expect(await cli.jsonWithin(['keys', 'delete', 'second', '--yes'])).toMatchObject({
      deleted: 'second',
    });
    expectRefused(await cli.runWithin(['keys', 'show', 'second']), 'unknown_key');
    expectRefused(await cli.runWithin(['keys', 'delete', 'second', '--yes']), 'unknown_key');
  });
});

describe('a password beside its key', () => {
  it('is used for keys that a testnet makes, if others can’t read it', async () => {
    const beside = await cli.write('keys/alice.password', 'correct horse\n');
    await cli.jsonWithin([...exporting, cli.path('again.pem'), ...pem]);
    await chmod(beside, 0o640);
    const { code, stderr } = await cli.runWithin([...exporting, cli.path('again2.pem')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \(unsafe_password_file\): .*chmod 600/);
  });
});

describe('trellis keys import --phrase', () => {
  const words = `${'abandon '.repeat(11)}about`;
  // Of test/vectors/phrases.json.
  const account = 'trellis1f4xqan65rdxp7mmd6jq3djhu8gu9ky4tkk8v7h7tnxeufr3ahr3qm4wh43';
  const other = 'trellis10hw6x6gg4ctv2x46n8n6sg0fpl70wnupwf2jvg460fluk5n53r7qvpmu0m';

  const restore = async (name: string, piped: string, ...more: readonly string[]) =>
    cli.run(
      ['keys', 'import', name, '--phrase', ...(await password('long enough')), ...more],
      '',
      piped,
    );

  it('keeps the key of a phrase that is piped in, after it showed the account', async () => {
    const { code, stdout, stderr } = await restore('erin', `${words.toUpperCase()}\r\n`, '--yes');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `The phrase gives the account ${account} (ml-dsa-65, index 0).\n`,
    });
    expect(stdout).toContain(account);
    expect(stdout + stderr).not.toContain('abandon');
  });

  it('keeps the key of another index if that is the account which is expected', async () => {
    const wrong = await restore('frank', words, '--account', other);
    expectRefused(wrong, 'other_account');
    const right = await restore('frank', words, '--account', other, '--index', '1');
    expect(right).toMatchObject({ code: 0 });
    expect((await cli.jsonWithin(['keys', 'show', 'frank'])).account).toBe(other);
  });

  it('keeps nothing when nobody can be asked whether it is the right account', async () => {
    const { code, stderr } = await restore('gina', words);
    expect(code).toBe(2);
    expect(stderr).toContain('error (no_terminal)');
    expectRefused(await cli.runWithin(['keys', 'show', 'gina']), 'unknown_key');
  });

  it.each([
    [
      'a private key',
      'a4a2a733c9a3e6c5fc0c8ed2428fd76f6a2227e6647a5edf54e49b34d65d8cbc',
      'key_not_phrase',
    ],
    ['another word', words.replace('about', 'secretive'), 'bad_phrase'],
  ])('refuses %s, and does not repeat it', async (_, piped, code) => {
    const result = await restore('harry', piped, '--yes');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(new RegExp(`^error \\(${code}\\): `));
    expect(result.stderr).not.toContain(piped.split(' ').at(-1));
  });

  it('wants a file or a phrase', async () => {
    expectRefused(await cli.runWithin(['keys', 'import', 'ivy']), 'no_source');
    expectRefused(await cli.runWithin(['keys', 'import', 'ivy', 'x.pem', '--phrase']), 'no_source');
  });

  it('brings back a key whose phrase was shown when it was made', async () => {
    const made = await cli.jsonWithin([
      ...['keys', 'new', 'jane', '--phrase', '--scheme', 'ed25519+ml-dsa-65'],
      ...(await password('long enough')),
    ]);
    expect(String(made.phrase).split(' ')).toHaveLength(24);
    const back = await restore(
      'jane-2',
      String(made.phrase),
      '--yes',
      '--scheme',
      'ed25519+ml-dsa-65',
    );
    expect(back.stdout).toContain(String(made.account));
  });
});
