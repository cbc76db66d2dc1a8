import type { Page, Request } from '@playwright/test'
import { entry, fillCache, hit, type Lists, refused } from './cache-lists.ts'
import { expect, test } from './fixtures.ts'

const showCache = (page: Page) => page.getByRole('link', { name: 'Cache' }).click()

test('the cache is off at first, says why to measure first, and its mode is set and kept', async ({
  page,
  gateway,
}) => {
  await showCache(page)
  await expect(page.getByText('The cache is off', { exact: true })).toBeVisible()
  await expect(page.getByText(/Begin with Measure: every answer stays fresh/)).toBeVisible()
  await expect(page.getByText('Nothing is looked up while the cache is off.')).toBeVisible()
  await page.getByRole('button', { name: 'Start measuring' }).click()
  await expect(page.getByText('The cache is now set to “Measure”.')).toBeVisible()
  await expect(page.getByText('The cache is off', { exact: true })).toBeHidden()
  expect((await gateway.admin.cacheStatus({ zone: 'UTC' })).mode).toBe('measure')

  const modes = page.getByRole('radiogroup', { name: 'Mode of the cache' })
  const sentences = {
    Off: 'Nothing is kept and nothing is looked up.',
    Exact: 'The same request gets the stored answer, at once and for nothing.',
    'Exact and semantic': /so does the same question in other words if the guard finds no difference/,
  }
  for (const [mode, sentence] of Object.entries(sentences)) {
    await modes.getByText(mode, { exact: true }).click()
    await expect(page.getByText(sentence)).toBeVisible()
  }
  await expect.poll(async () => (await gateway.admin.cacheStatus({ zone: 'UTC' })).mode).toBe('semantic')
})

test('a mode that is set elsewhere appears by itself', async ({ page, gateway }) => {
  await showCache(page)
  const exact = page.getByRole('radiogroup', { name: 'Mode of the cache' }).getByRole('radio', {
    name: 'Exact',
    exact: true,
  })
  await expect(exact).not.toBeChecked()
  await gateway.admin.changeSetting({ key: 'cacheMode', value: 'exact' })
  await expect(exact).toBeChecked({ timeout: 20_000 })
})

test('two questions are tried: their cosine, the guard, the verdict and its rule', async ({ page }) => {
  await showCache(page)
  const card = page.getByRole('region', { name: 'Try two questions' })
  await card.getByRole('button', { name: 'Compare' }).click()
  await expect(card.getByText('Enter a question.')).toHaveCount(2)

  const first = card.getByRole('textbox', { name: 'Question that was answered' })
  const second = card.getByRole('textbox', { name: 'Question that is asked now' })
  await first.fill('How do I enable two-factor login?')
  await second.fill('How do I disable two-factor login?')
  await second.press('Tab')
  await page.keyboard.press('Enter')
  const result = card.getByRole('status')
  await expect(result).toContainText('Would be asked of a provider')
  await expect(result).toContainText('the guard’s rule “antonym”')
  await expect(result).toContainText(/Cosine0\.\d{3}, and 0\.95 is needed/)
  await expect(result.locator('mark')).toHaveText(['enable', 'disable'])

  await first.fill('How can I undo my last git commit?')
  await second.fill('How do I undo my last git commit?')
  await card.getByRole('button', { name: 'Compare' }).click()
  await expect(result).toContainText('Would be answered again')
  await expect(result).toContainText('finds no difference')
})

test('answers are only removed once a person confirmed what goes', async ({ page, gateway }) => {
  await gateway.createToken('notebook')
  await showCache(page)
  const card = page.getByRole('region', { name: 'Stored answers' })
  await expect(card.getByText('Nothing is stored')).toBeVisible()
  const form = page.getByRole('dialog', { name: 'Which answers are to go?' })
  const confirm = page.getByRole('dialog', { name: 'Remove stored answers?' })
  const choose = async (what: string) => {
    await card.getByRole('button', { name: 'Remove answers' }).click()
    await form.getByText(what, { exact: true }).click()
  }

  await choose('Of a token')
  await form.getByRole('button', { name: 'Continue' }).click()
  await expect(form.getByText('Choose a token.')).toBeVisible()
  await form.getByRole('combobox', { name: 'Token' }).click()
  await page.getByRole('option', { name: 'notebook' }).click()
  await form.getByRole('button', { name: 'Continue' }).click()
  await expect(confirm).toContainText('All stored answers that were given to the token notebook are erased')
  await confirm.getByRole('button', { name: 'Cancel' }).click()

  await choose('Of a model')
  await form.getByRole('combobox', { name: 'Model' }).fill('gpt-4o-mini')
  await form.getByRole('button', { name: 'Continue' }).click()
  await expect(confirm).toContainText('All stored answers of the model gpt-4o-mini are erased')
  await confirm.getByRole('button', { name: 'Cancel' }).click()

  await choose('All')
  await form.getByRole('button', { name: 'Continue' }).click()
  await expect(confirm).toContainText('All stored answers, of every token and model, are erased')
  await confirm.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('0 answers were removed.')).toBeVisible()
  await expect(confirm).toBeHidden()
})

test('rates, savings, false hits and the curve are shown, as charts and as tables', async ({
  page,
  gateway,
}) => {
  await fillCache(page, gateway, { hits: [], entries: [] })
  await showCache(page)
  await expect(page.getByText('64 MiB of 256 MiB')).toBeVisible()
  await expect(page.getByText('238 of 1,635 looked up')).toBeVisible()
  await expect(page.getByText('14.6%', { exact: true })).toBeVisible()
  await expect(page.getByText('$5.58', { exact: true })).toBeVisible()
  await expect(page.getByText('31 m 00 s', { exact: true })).toBeVisible()

  const days = page.getByRole('radiogroup', { name: 'Day by day, last 30 days' })
  await days.getByText('Table').click()
  const today = page.getByRole('row').filter({ hasText: '$0.36' })
  await expect(today).toContainText('69')
  const card = page.getByRole('region', { name: 'False hits of the same question in other words' })
  await expect(card).toContainText('0.178%')
  await expect(card).toContainText('at most 0.841%, with 95% certainty')
  await expect(card).toContainText('Wanted: under 1%')
  await expect(card).toContainText('640')
  await expect(card).toContainText('12 undecided · 1 false')
  await card.getByText('Table', { exact: true }).click()
  await expect(card.getByRole('row', { name: /0\.93 \(in force\)/ })).toContainText('240')
  await card.getByRole('combobox', { name: 'Group of questions' }).click()
  await page.getByRole('option', { name: 'client/code' }).click()
  await expect(card.getByRole('combobox', { name: 'Group of questions' })).toHaveValue('client/code')
})

test('a hit is shown with both questions, and judged as right, or as wrong after a question', async ({
  page,
  gateway,
}) => {
  const lists: Lists = { hits: [hit, refused], entries: [entry] }
  await fillCache(page, gateway, lists)
  const judged: unknown[] = []
  await page.route('**/api/judgeCacheHit', async route => {
    const { hitId, judgement } = route.request().postDataJSON()
    judged.push({ hitId, judgement })
    lists.hits = lists.hits.map(each => (each.id === hitId ? { ...each, judgement } : each))
    if (judgement === 'wrong') lists.entries = []
    await route.fulfill({ json: { ok: true, value: {} } })
  })
  await showCache(page)
  const card = page.getByRole('region', { name: 'Hits to check' })
  const row = card.getByRole('row', { name: /undo my last git commit/ })
  await expect(row.locator('mark')).toHaveText(['can', 'do'])
  await expect(row).toContainText('0.981')
  await expect(row).toContainText('2 hr')
  await expect(row).toContainText('finds no difference')
  await expect(row).toContainText('given')
  const other = card.getByRole('row', { name: /two-factor login/ })
  await expect(other.locator('mark')).toHaveText(['enable', 'disable'])
  await expect(other).toContainText('“enable” and “disable” are opposites.')
  await expect(other).toContainText('measured only')

  await other.getByRole('button', { name: 'This was right' }).click()
  await expect(page.getByText('The hit counts as right.')).toBeVisible()
  expect(judged.splice(0)).toEqual([{ hitId: 'hit_2', judgement: 'same' }])
  await expect(other.getByText('right', { exact: true })).toBeVisible()
  await expect(other.getByRole('button', { name: 'This was right' })).toBeHidden()

  await row.getByRole('button', { name: 'This was wrong' }).click()
  const dialog = page.getByRole('dialog', { name: 'Was this answer wrong?' })
  await expect(dialog).toContainText('The stored answer to “How can I undo my last git commit?” is removed.')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(judged).toEqual([])
  await row.getByRole('button', { name: 'This was wrong' }).click()
  await dialog.getByRole('button', { name: 'This was wrong' }).click()
  await expect(page.getByText('The answer was removed, and the mistake is remembered.')).toBeVisible()
  expect(judged).toEqual([{ hitId: 'hit_1', judgement: 'wrong' }])
  await expect(row.getByText('wrong', { exact: true })).toBeVisible()
  await expect(row.getByRole('button', { name: 'This was wrong' })).toBeHidden()
  await expect(page.getByText('Nothing is stored')).toBeVisible()
})

test('of a long question the beginning is shown, and all of it when it is asked for', async ({
  page,
  gateway,
}) => {
  const long = `${'Say how a pool of connections is set up where many ask at once. '.repeat(12)}Be brief.`
  const other = long.replace('Be brief.', 'Be thorough.')
  await fillCache(page, gateway, {
    hits: [{ ...hit, storedQuestion: long, askedQuestion: other }],
    entries: [],
  })
  await showCache(page)
  const cell = page.getByRole('region', { name: 'Hits to check' }).getByRole('cell', { name: /Be brief/ })
  const heightPx = async () => (await cell.boundingBox())?.height ?? 0
  await expect(cell.locator('mark')).toHaveText('brief.')
  const closedPx = await heightPx()
  await cell.getByRole('button', { name: 'Show all of it' }).press('Enter')
  await expect.poll(heightPx).toBeGreaterThan(2 * closedPx)
  await cell.getByRole('button', { name: 'Show less' }).press('Enter')
  await expect.poll(heightPx).toBe(closedPx)
})

test('one stored answer is removed, by its id', async ({ page, gateway }) => {
  await fillCache(page, gateway, { hits: [], entries: [entry, { ...entry, id: 'ent_2', question: '' }] })
  await showCache(page)
  const card = page.getByRole('region', { name: 'Stored answers' })
  await expect(card.getByRole('row', { name: /found by the same request only/ })).toContainText('2 KiB')
  await card.getByRole('button', { name: 'Remove: How can I undo my last git commit?' }).click()
  const confirm = page.getByRole('dialog', { name: 'Remove stored answers?' })
  await expect(confirm).toContainText('The stored answer to “How can I undo my last git commit?” is erased')
  const asked: Promise<Request> = page.waitForRequest('**/api/purgeCache')
  await confirm.getByRole('button', { name: 'Remove' }).click()
  expect((await asked).postDataJSON()).toEqual({ what: 'entry', entryId: 'ent_1' })
})
