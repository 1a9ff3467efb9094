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
      ...(await password('x')),
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
    await cli.jsonWithin(['keys', 'new', 'open', '--scheme', 'ed25519', ...(await password('x'))]);
    await chmod(cli.path('keys/open.json'), 0o644);
    const { code, stderr } = await cli.runWithin(['keys', 'show', 'open']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error \(unsafe_key_file\): .*chmod 600/);
  });
});

const exporting = ['keys', 'export', 'alice', '--private'];

describe('trellis keys export and import', () => {
  it('write PEM that OpenSSL reads, and read it back as the same key', async () => {
    const file = cli.path('alice.pem');
    await cli.jsonWithin([...exporting, file, ...(await password('correct horse'))]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const privateKey = createPrivateKey(await readFile(file, 'utf8'));
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
      ...(await password('new one')),
    ]);
    const original = await cli.jsonWithin(['keys', 'show', 'alice']);
    expect(copy).toMatchObject({
      account: original.account,
      key: original.key,
      publicKey: original.publicKey,
    });
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
    const args = ['keys', 'import', 'other', file, ...(await password('x'))];
    const { code, stderr } = await cli.runWithin(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });
});

describe('a password beside its key', () => {
  it('is used for keys that a testnet makes, if others can’t read it', async () => {
    const beside = await cli.write('keys/alice.password', 'correct horse\n');
    await cli.jsonWithin([...exporting, cli.path('again.pem')]);
    await chmod(beside, 0o640);
    const { code, stderr } = await cli.runWithin([...exporting, cli.path('again2.pem')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error \(unsafe_password_file\): .*chmod 600/);
  });
});
