import { expect, test } from './fixtures.ts'

test('the self-test tells who stands in for whom, and asks no provider', async ({
  page,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  const { baseUrl } = upstream
  await page.getByRole('link', { name: 'Doctor', exact: true }).click()
  await expect(page.getByText('Nothing was tried yet')).toBeVisible()

  await test.step('without routes, the surroundings', async () => {
    await page.getByRole('button', { name: 'Run the self-test' }).click()
    const surroundings = page.getByRole('region', { name: 'Surroundings' })
    await expect(surroundings.getByRole('row', { name: /gateway good It answers at/ })).toBeVisible()
    await expect(page.getByText('There are no routes to try.')).toBeVisible()
  })

  await test.step('with routes, each of them', async () => {
    await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-test' })
    const other = baseUrl.replace('127.0.0.1', 'localhost')
    await admin.addProvider({ id: 'other', kind: 'anthropic', baseUrl: other, key: 'sk-other' })
    const [first, second] = ['main/gpt-4o-mini', 'other/claude-haiku-4-5-20251001']
    const groups = (...targets: readonly string[]) => [
      { strategy: 'priority' as const, targets: targets.map(target => ({ target })) },
    ]
    await admin.setRoute({ name: 'smart', groups: groups(first, second) })
    await admin.setRoute({ name: 'alone', groups: groups(first) })
    await page.getByRole('button', { name: 'Run the self-test' }).click()

    const smart = page.getByRole('article', { name: 'smart' })
    await expect(smart.getByText('covered', { exact: true })).toBeVisible({ timeout: 30_000 })
    await expect(smart.getByRole('row', { name: `answers with 503 ${first} ${second}` })).toBeVisible()
    await expect(smart.getByRole('row', { name: /never speaks .* 45 s in reality/ })).toBeVisible()
    const alone = page.getByRole('article', { name: 'alone' })
    await expect(alone.getByText('not covered')).toBeVisible({ timeout: 30_000 })
    await expect(alone.getByText(`Nothing stands in for ${first}.`)).toBeVisible()
    await expect(alone.getByRole('row', { name: /refuses connections .* refused Status 502/ })).toBeVisible()
  })

  expect(upstream.requests.filter(({ method }) => method === 'POST')).toEqual([])
  expect((await admin.listRequests({ offset: 0, limit: 1 })).total).toBe(0)
})
