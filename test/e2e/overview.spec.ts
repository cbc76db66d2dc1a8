import { chat } from './chat.ts'
import { expect, test } from './fixtures.ts'

test('a newcomer is shown how to send a request, and it then appears by itself', async ({
  page,
  gateway,
}) => {
  await expect(page.getByRole('heading', { name: 'Send your first request' })).toBeVisible()
  await expect(page.getByRole('tabpanel', { name: 'curl' })).toContainText(
    `${gateway.gatewayUrl}/v1/chat/completions`,
  )
  await expect(page.getByRole('tabpanel', { name: 'curl' })).toContainText('sandbox/echo')
  await page.getByRole('textbox', { name: 'Name of the program' }).fill('claude-code')
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('tabpanel', { name: 'curl' })).toContainText(/Bearer gth_[\w-]{43}'/)

  const token = await gateway.createToken('notebook')
  expect(await chat(gateway, { token, model: 'sandbox/echo', stream: true })).toBe(200)

  const latest = page.getByRole('row', { name: /notebook echo sandbox/ })
  await expect(latest).toContainText('completed')
  await expect(page.getByRole('heading', { name: 'Send your first request' })).toBeHidden()
  await expect(
    page.getByText(/^Your first request arrived: sandbox\/echo answered in .* pretended/),
  ).toBeVisible()
  await expect(page.getByText(/1 was for the sandbox, whose cost is pretended/)).toBeVisible()
  await expect(page.getByText('Time to first token'), 'no figures of nothing').toBeHidden()

  // Without a provider, the budget that the form proposes is the sandbox's, so that a refusal can be seen.
  await page.getByRole('button', { name: 'Set a budget' }).first().click()
  const form = page.getByRole('dialog', { name: 'Set a budget' })
  await expect(form.getByText(/^For practice: /)).toBeVisible()
  await form.getByRole('button', { name: 'Set a budget' }).click()
  await expect(form).toBeHidden()
  const question = page.getByRole('region', { name: 'Try a model' })
  await question.getByRole('textbox', { name: 'Your question' }).fill('Hello')
  await question.getByRole('button', { name: 'Ask' }).click()
  await expect(question.getByText('A budget refused this')).toBeVisible()
  await expect(question.getByText(/Provider sandbox, per day/)).toBeVisible()
  await question.getByRole('button', { name: 'Raise the budget' }).click()
  const change = page.getByRole('dialog', { name: 'Change budget' })
  await expect(change.getByRole('textbox', { name: 'Limit' })).toHaveValue('0.01')
  await change.getByRole('button', { name: 'Save' }).click()
  await expect(question.getByText('It is $0.01 now.')).toBeVisible()
  await question.getByRole('button', { name: 'Ask' }).click()
  await expect(question.getByRole('region', { name: 'Answer' })).toHaveText('Hello')
})

test('a budget is set, fills, refuses, and is removed', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'openai',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-test',
  })
  const token = await gateway.createToken('notebook')

  await page.getByRole('button', { name: 'Set a budget' }).click()
  const form = page.getByRole('dialog', { name: 'Set a budget' })
  await form.getByRole('button', { name: 'More options' }).click()
  await form.getByRole('combobox', { name: 'Time zone' }).fill('Kathmandu')
  await page.getByRole('option', { name: 'Asia/Kathmandu' }).click()
  await form.getByRole('textbox', { name: 'Limit' }).fill('0')
  await form.getByRole('button', { name: 'Set a budget' }).click()
  await expect(form.getByText('Enter an amount above zero.')).toBeVisible()
  await form.getByRole('textbox', { name: 'Limit' }).fill('0.000100001')
  await form.getByRole('button', { name: 'Set a budget' }).click()

  await expect(page.getByText('All clients, per month').first()).toBeVisible()
  await expect(page.getByText(/^Resets .* Asia\/Kathmandu$/)).toBeVisible()
  expect(await gateway.admin.listBudgets({})).toMatchObject([
    { rule: { zone: 'Asia/Kathmandu', window: 'month', unit: 'usd', limit: '100001' } },
  ])

  await expect.poll(() => chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(402)
  // The page grows with the first request, which would move an open list away.
  await expect(page.getByRole('row', { name: /over budget/ }).first()).toBeVisible()
  const question = page.getByRole('region', { name: 'Try a model' })
  await question.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: 'openai/gpt-4o-mini' }).click()
  await question.getByRole('textbox', { name: 'Your question' }).fill('Hello')
  await question.getByRole('button', { name: 'Ask' }).click()
  await expect(question.getByText('A budget refused this')).toBeVisible()
  await expect(question).toContainText('All clients, per month')
  const failures = page.getByRole('region', { name: 'What failed' })
  await expect(failures.getByRole('link', { name: /^Stopped by budgets/ })).toHaveAttribute(
    'href',
    /#\/requests\?.*outcome=over-budget&outcome=cut/,
  )
  await expect(page.getByRole('row', { name: /over budget/ }).first()).toBeVisible()
  const [budget] = await gateway.admin.listBudgets({})
  expect(BigInt(budget?.settled ?? 0)).toBeLessThanOrEqual(100_001n)

  await page.getByRole('button', { name: 'More actions: All clients, per month' }).click()
  await page.getByRole('menuitem', { name: 'Remove budget' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove budget' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await gateway.admin.listBudgets({})).toEqual([])
})

test('the ways of requests are drawn by number and cost for a period, and are in a table', async ({
  page,
  gateway,
  upstream,
}) => {
  const { admin } = gateway
  const provider = { kind: 'openai', baseUrl: `${upstream.baseUrl}/v1`, key: 'sk-test' } as const
  await admin.addProvider({ ...provider, id: 'openai' })
  await admin.addProvider({ ...provider, id: 'other' })
  await admin.setRoute({
    name: 'smart',
    groups: [{ strategy: 'priority', targets: [{ target: 'openai/gpt-4o-mini' }] }],
  })
  const token = await gateway.createToken('notebook')
  for (const model of ['smart', 'smart', 'openai/gpt-4o-mini'])
    expect(await chat(gateway, { token, model })).toBe(200)
  await chat(gateway, { token, model: 'nobody/knows' })

  const ways = page.getByRole('region', { name: 'Ways of requests' })
  const picture = ways.getByRole('figure', { name: /^Bands from clients/ })
  await expect(picture).toContainText('smart → openai: 2')
  await expect(picture).toContainText('direct → nobody: 1')
  await ways.getByText('Cost', { exact: true }).click()
  await expect(picture).toContainText(/smart → openai: \$0\.0/)
  await expect(picture, 'what cost nothing has no band').not.toContainText('nobody')
  await page.getByRole('radiogroup', { name: 'Range' }).getByText('24 h').click()
  await ways.getByText('Table', { exact: true }).click()
  const rows = ways.getByRole('row')
  await expect(rows).toHaveCount(4)
  await expect(rows.nth(1)).toContainText(/notebook.*smart.*openai.*completed.*2.*\$0\.0/)
  await expect(ways.getByRole('row', { name: /rejected/ })).toContainText(/notebook.*direct.*nobody/)
})

test('spend is charted by what is chosen, the same numbers are in a table, and the address keeps both', async ({
  page,
  gateway,
  upstream,
}) => {
  await gateway.admin.addProvider({
    id: 'openai',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-test',
  })
  const token = await gateway.createToken('notebook')
  expect(await chat(gateway, { token, model: 'openai/gpt-4o-mini' })).toBe(200)

  const card = page.getByRole('region', { name: 'Spend', exact: true })
  await expect(card.getByRole('link', { name: /^openai \$0\.0/ })).toBeVisible()
  await page.getByRole('radiogroup', { name: 'Range' }).getByText('30 days').click()
  await card.getByRole('radiogroup', { name: 'Spend' }).getByText('Table').click()
  await page.reload()
  const table = card.getByRole('table')
  await expect(table.getByRole('row')).toHaveCount(31)
  await expect(table.getByRole('columnheader', { name: 'openai' })).toBeVisible()
  await expect(table.getByRole('row').nth(1)).toContainText('$0.0')
  await card.getByRole('combobox', { name: 'Spend by' }).click()
  await page.getByRole('option', { name: 'by client' }).click()
  await expect(table.getByRole('columnheader', { name: 'notebook' })).toBeVisible()
})
