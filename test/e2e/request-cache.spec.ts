import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { CacheTrace } from '../../gateway/contract/answer-cache.ts'
import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('what the cache did for a request is shown, with the reason and what it saved', async ({
  page,
  gateway,
  homeDir,
}) => {
  const token = await gateway.createToken('notebook')
  await chat(gateway, { token, model: 'sandbox/echo' })
  const listed = () => gateway.admin.listRequests({ offset: 0, limit: 1, search: 'sandbox/echo' })
  await expect.poll(async () => (await listed()).total).toBe(1)
  const cache: CacheTrace = {
    outcome: 'semantic',
    reason: 'the same question in other words',
    similarity: 0.9731,
    ageMs: 65_000,
    guard: { agrees: true },
    savedNanoUsd: '1500000',
    savedMs: 900,
  }
  const db = new Database(join(homeDir, 'log.db'))
  db.prepare('UPDATE requests SET cache_outcome = ?, cache = ?').run(cache.outcome, JSON.stringify(cache))
  db.close()
  await page.getByRole('link', { name: 'Requests', exact: true }).click()
  await page.getByRole('row', { name: /echo cache/ }).click()
  const section = page.getByRole('dialog').getByRole('region', { name: 'Cache' })
  await expect(section).toContainText(
    'Answered with the stored answer to the same question in other words.the same question in other words',
  )
  for (const text of ['Similarity0.973', 'Guardfinds no difference', 'Saved', 'Time saved']) {
    await expect(section).toContainText(text)
  }
})
