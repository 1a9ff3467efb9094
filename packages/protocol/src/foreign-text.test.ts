import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AssetRecord } from './asset.ts';
import type { RecoveryPlan } from './chain-recovery/chain-recovery.ts';
import {
  controlIn,
  controlInTexts,
  type ForeignText,
  rawText,
  visibleText,
} from './foreign-text.ts';
import type { Genesis } from './genesis.ts';
import type {
  ApiKeyView,
  AuditEntry,
  Problem,
  StatusResponse,
  WhyResponse,
} from './http-api/index.ts';
import type { Remittance } from './remittance.ts';
import type { Transaction } from './transaction.ts';

describe('foreign text', () => {
  it.each([
    ['a line end', 'a\nb', 'a\\nb'],
    ['a return', 'a\rb', 'a\\rb'],
    ['an escape sequence', '\u001b[2Ja', '\\u{1b}[2Ja'],
    ['an 8-bit control sequence', '\u009b2J', '\\u{9b}2J'],
    ['a bidirectional override', '\u202e001', '\\u{202e}001'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['something invisible', 'pay\u200bpal\ufeff', 'pay\\u{200b}pal\\u{feff}'],
    ['tags', '\u{e0041}', '\\u{e0041}'],
    ['half a pair', '\ud800', '\\u{d800}'],
    ['a line separator', '\u2028', '\\u{2028}'],
    ['nothing special', 'Miete für März, 東京 🙂', 'Miete für März, 東京 🙂'],
  ])('shows %s', (_what, text, shown) => expect(visibleText(text)).toBe(shown));

  it('is cut', () => {
    expect(visibleText('abcdef', 3)).toBe('abc…');
    expect(visibleText('🙂🙂🙂', 3)).toBe('🙂🙂🙂');
    expect(visibleText('🙂🙂🙂🙂', 3)).toBe('🙂🙂🙂…');
    expect(visibleText('x'.repeat(1e7)).length).toBe(1_001);
  });

  it('never has anything that acts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 50 },
    );
  });

  it('may be new without controls alone', () => {
    for (const text of ['a\u0000', 'a\nb', '\u0085', '\u202e', '\u2067', '\u2029']) {
      expect(controlIn(text)).toMatch(/^\\/);
    }
    for (const text of ['', 'plain', 'Miete', '東京 🙂']) expect(controlIn(text)).toBeUndefined();
  });

  it('is what these parts of what nodes answer are', () => {
    expectTypeOf<Transaction['memo']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<AssetRecord['name']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<Genesis['assets'][number]['name']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<Remittance['invoice'] | null>().toEqualTypeOf<ForeignText | null>();
    expectTypeOf<Remittance['endToEndId'] | null>().toEqualTypeOf<ForeignText | null>();
    expectTypeOf<RecoveryPlan['reason']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<Problem['detail']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<StatusResponse['node']['name']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<StatusResponse['version']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<WhyResponse['sentence']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<ApiKeyView['name']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<AuditEntry['who']>().toEqualTypeOf<ForeignText>();
    expectTypeOf<ForeignText>().not.toExtend<string>();
    expect(rawText('a\nb')).toBe('a\nb');
  });

  it('is found wherever it is in a value', () => {
    const value = { memo: 'x', parts: [{ name: 'y', bytes: new Uint8Array([10]), amount: 1n }] };
    expect(controlInTexts(value)).toBeUndefined();
    expect(controlInTexts({ ...value, parts: [{ name: 'a\tb' }, null] })).toEqual({
      path: 'parts.0.name',
      character: '\\t',
    });
  });
});
