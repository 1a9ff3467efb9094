import { expect, it } from 'vitest';
import { formatAddress, keyAddress } from './address.ts';
import { addressProblem } from './address-problem.ts';

const address = formatAddress(keyAddress('ed25519', new Uint8Array(32)));
const other = (character = ''): string => (character === 'q' ? 'p' : 'q');

it('tells where one character is wrong, wherever it is', () => {
  for (let at = 'trellis1'.length; at < address.length; at++) {
    const text = address.slice(0, at) + other(address[at]) + address.slice(at + 1);
    expect(addressProblem(text)).toBe(`its character ${at + 1}, "${text[at]}", is wrong`);
  }
});

it('tells where one is missing or too many, as far as equal ones beside it let it', () => {
  for (const at of [12, 30, 60]) {
    const short = address.slice(0, at) + address.slice(at + 1);
    expect(addressProblem(short)).toMatch(/^a character is missing after its character \d+$/);
    const added = [...'qpz'].find((one) => one !== address[at - 1] && one !== address[at]);
    const long = address.slice(0, at) + added + address.slice(at);
    expect(addressProblem(long)).toBe(`its character ${at + 1} is too many`);
  }
});

it('tells what else is wrong', () => {
  expect(addressProblem(`bc1${address}`)).toBe('it does not begin with "trellis1"');
  expect(addressProblem(`${address.slice(0, 20)}A${address.slice(21)}`)).toContain('capital');
  expect(addressProblem(`${address.slice(0, 20)}b${address.slice(21)}`)).toBe(
    'no address has its character 21, "b"',
  );
  expect(addressProblem(address.slice(0, 40))).toBe('it has 40 characters instead of 66');
  const at = [...address].findIndex(
    (one, index) => index > 10 && one !== address[index + 1] && index < 60,
  );
  const swapped = `${address.slice(0, at)}${address[at + 1]}${address[at]}${address.slice(at + 2)}`;
  expect(addressProblem(swapped)).toBe(
    `its characters ${at + 1} and ${at + 2} are in the wrong order`,
  );
  const twice = `${address.slice(0, 20)}${other(address[20])}${address.slice(21, 40)}${other(address[40])}${address.slice(41)}`;
  expect(addressProblem(twice)).toBe('more than one of its characters is wrong');
});
