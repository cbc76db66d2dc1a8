import { expect, test } from 'vitest'
import { wantedMode } from '../../../gateway/cache/wanted-mode.ts'
import type { CacheMode } from '../../../gateway/contract/answer-cache.ts'

const off = { mode: 'off', looksUp: false, stores: false }
const usual = (mode: CacheMode) => ({ mode, looksUp: true, stores: true })
const anew = (mode: CacheMode) => ({ mode, looksUp: false, stores: true })

test.each<[CacheMode, string | undefined, object]>([
  ['off', undefined, off],
  ['measure', undefined, usual('measure')],
  ['exact', undefined, usual('exact')],
  ['semantic', undefined, usual('semantic')],
  ['off', 'off', off],
  ['measure', 'off', off],
  ['exact', 'off', off],
  ['semantic', 'off', off],
  ['off', 'exact', off],
  ['measure', 'exact', usual('measure')],
  ['exact', 'exact', usual('exact')],
  ['semantic', 'exact', usual('exact')],
  ['off', 'semantic', off],
  ['measure', 'semantic', usual('measure')],
  ['exact', 'semantic', usual('exact')],
  ['semantic', 'semantic', usual('semantic')],
  ['off', 'refresh', off],
  ['measure', 'refresh', anew('measure')],
  ['exact', 'refresh', anew('exact')],
  ['semantic', 'refresh', anew('semantic')],
  ['semantic', ' Exact ', usual('exact')],
])('where %s is allowed and the header says %j, it is %j', (allowed, header, wish) => {
  const headers = header === undefined ? {} : { 'x-gatehouse-cache': header }
  expect(wantedMode(headers, allowed)).toEqual(wish)
})

test.each<[string, CacheMode, object]>([
  ['no-store', 'semantic', off],
  ['no-store', 'measure', off],
  ['No-Store', 'exact', off],
  ['no-cache, no-store', 'exact', off],
  ['no-cache', 'off', off],
  ['no-cache', 'exact', anew('exact')],
  ['max-age=0,no-cache', 'semantic', anew('semantic')],
  ['no-cache="x"', 'semantic', anew('semantic')],
  ['no-cached', 'exact', usual('exact')],
  ['no-transform', 'exact', usual('exact')],
  ['', 'exact', usual('exact')],
])('cache-control: %s where %s is allowed is %j', (control, allowed, wish) => {
  expect(wantedMode({ 'cache-control': control }, allowed)).toEqual(wish)
})

test('no-store weighs more than a header that asks for the cache', () => {
  const headers = { 'cache-control': 'no-store', 'x-gatehouse-cache': 'semantic' }
  expect(wantedMode(headers, 'semantic')).toEqual(off)
  expect(
    wantedMode({ ...headers, 'cache-control': 'no-cache', 'x-gatehouse-cache': 'exact' }, 'semantic'),
  ).toEqual(anew('exact'))
})

test.each(['of', 'measure', '', 'exact, semantic', '1'])(
  'a misspelled header, as %j, is refused in every mode: it may have meant off',
  header => {
    for (const allowed of ['off', 'measure', 'exact', 'semantic'] as const)
      expect(() => wantedMode({ 'x-gatehouse-cache': header }, allowed)).toThrow(
        expect.objectContaining({
          code: 'request_invalid',
          message: expect.stringContaining('x-gatehouse-cache is off, exact, semantic or refresh.'),
        }),
      )
  },
)
