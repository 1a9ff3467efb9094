import { limits } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { parseForm } from './form.ts';

describe('a form', () => {
  it('has its fields decoded, each with its values in order', () => {
    const form = parseForm('grant_type=client_credentials&scope=read+submit&a=1&a=%C3%A9&b');
    expect([...form]).toEqual([
      ['grant_type', ['client_credentials']],
      ['scope', ['read submit']],
      ['a', ['1', 'é']],
      ['b', ['']],
    ]);
  });

  it('has no prototype to be changed', () => {
    expect([...parseForm('__proto__=1&constructor=2').keys()]).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it('has few fields', () => {
    const fields = (count: number): string => Array(count).fill('a').join('&');
    expect(parseForm(fields(limits.formFieldsMax)).get('a')).toHaveLength(limits.formFieldsMax);
    expect(() => parseForm(fields(limits.formFieldsMax + 1))).toThrow(/more than 32 fields/);
    expect(() => parseForm(fields(8_192))).toThrow(/more than 32 fields/);
  });
});
