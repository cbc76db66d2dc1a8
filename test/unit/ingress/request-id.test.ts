import { expect, test } from 'vitest'
import { createRequestIds } from '../../../gateway/ingress/request-id.ts'

test('ids are unique and ordered within one start, so that the ledger’s index grows at its end', () => {
  const next = createRequestIds(1_795_446_677_776)
  const ids = Array.from({ length: 50_000 }, next)
  expect(new Set(ids).size).toBe(50_000)
  expect(ids.toSorted()).toEqual(ids)
  expect(ids[0]).toMatch(/^req_[0-9a-z]{24}$/)
})

test('ids of a later start come after those of an earlier one', () => {
  const earlier = createRequestIds(1_795_446_677_776)
  const later = createRequestIds(1_795_446_677_777)
  expect(later() > earlier()).toBe(true)
})

test('two starts in the same millisecond share no id', () => {
  expect(createRequestIds(5)()).not.toBe(createRequestIds(5)())
})
