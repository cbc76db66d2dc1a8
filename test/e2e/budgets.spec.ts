import type { Locator, Page } from '@playwright/test'
import type { BudgetRule, NewBudget } from '../../gateway/contract/budgets.ts'
import { type FakeUpstream, hang } from '../support/fake-upstream.ts'
import { chat } from './chat.ts'
import { expect, type GatewayUnderTest, test } from './fixtures.ts'

const plain = { scope: { kind: 'all' }, mode: 'hard', strict: false, atCap: 'finish' } as const
const perDay = (limit: string, unit: 'usd' | 'tokens'): BudgetRule => ({
  kind: 'calendar',
  window: 'day',
  zone: 'UTC',
  weekStart: 1,
  monthStart: 1,
  unit,
  limit,
})

const showBudgets = (page: Page) => page.getByRole('link', { name: 'Budgets', exact: true }).click()
const choose = (form: Locator, group: string, choice: string) =>
  form.getByRole('radiogroup', { name: group }).getByText(choice, { exact: true }).click()

async function openForm(page: Page): Promise<Locator> {
  await showBudgets(page)
  await page.getByRole('button', { name: 'Set a budget' }).click()
  return page.getByRole('dialog', { name: 'Set a budget' })
}

async function pick(page: Page, form: Locator, field: string, option: string): Promise<void> {
  await form.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const openOptions = (form: Locator) => form.getByRole('button', { name: 'More options' }).click()

const send = (form: Locator) => form.getByRole('button', { name: 'Set a budget' }).click()

/** Where only the sandbox answers, the form proposes a budget for practice: see overview.spec.ts. */
async function addProvider({ admin }: GatewayUnderTest, { baseUrl }: FakeUpstream): Promise<void> {
  await admin.addProvider({ id: 'main', kind: 'openai', baseUrl: `${baseUrl}/v1`, key: 'sk-test' })
}

async function onlyBudget({ admin }: GatewayUnderTest): Promise<NewBudget> {
  const [budget, ...others] = await admin.listBudgets({})
  if (budget === undefined || others.length > 0) throw new Error('Exactly one budget was expected.')
  const { scope, rule, mode, strict, atCap } = budget
  return { scope, rule, mode, strict, atCap }
}

test('a week that starts on Sunday, strict and cutting', async ({ page, gateway, upstream }) => {
  await addProvider(gateway, upstream)
  const form = await openForm(page)
  await expect(form.getByRole('textbox', { name: 'Limit' })).toBeFocused()
  await choose(form, 'Per', 'Week')
  await openOptions(form)
  await pick(page, form, 'Week starts on', 'Sunday')
  await form.getByRole('combobox', { name: 'Time zone' }).fill('Kathmandu')
  await page.getByRole('option', { name: 'Asia/Kathmandu' }).click()
  await form.getByRole('textbox', { name: 'Limit' }).fill('12.5')
  await form.getByRole('switch', { name: 'Never exceed it' }).check()
  await form.getByRole('switch', { name: 'Cut long answers' }).check()
  await expect(form.getByText(/^At \$12\.50 a week, requests are refused with 402 until /)).toBeVisible()
  await send(form)
  await expect(page.getByText('$12.50 left')).toBeVisible()
  await expect(page.getByText(/^Resets Sun, .* Asia\/Kathmandu$/)).toBeVisible()
  await expect(page.getByText('strict', { exact: true })).toBeVisible()
  await expect(page.getByText('cut', { exact: true })).toBeVisible()
  expect(await onlyBudget(gateway)).toEqual({
    scope: { kind: 'all' },
    rule: {
      kind: 'calendar',
      window: 'week',
      zone: 'Asia/Kathmandu',
      weekStart: 7,
      monthStart: 1,
      unit: 'usd',
      limit: '12500000000',
    },
    mode: 'hard',
    strict: true,
    atCap: 'cut',
  })
})

test('a rolling span for a model, in shadow', async ({ page, gateway }) => {
  const form = await openForm(page)
  await pick(page, form, 'For', 'A model')
  await form.getByRole('combobox', { name: 'Model' }).fill('echo-large')
  await openOptions(form)
  await choose(form, 'How it counts', 'Last hours')
  await choose(form, 'Limit in', 'Tokens')
  await form.getByRole('textbox', { name: 'In any so many hours' }).fill('24')
  await form.getByRole('textbox', { name: 'Limit' }).fill('5000')
  await choose(form, 'When nothing is left', 'Only count')
  await send(form)
  await expect(page.getByText('Nothing spent in the last 24 hours')).toBeVisible()
  await expect(page.getByText('shadow · would have refused 0')).toBeVisible()
  expect(await onlyBudget(gateway)).toEqual({
    ...plain,
    scope: { kind: 'model', id: 'echo-large' },
    rule: { kind: 'rolling', hours: 24, unit: 'tokens', limit: '5000' },
    mode: 'shadow',
  })
})

test('a pace for a person', async ({ page, gateway }) => {
  const form = await openForm(page)
  await pick(page, form, 'For', 'A person')
  await form.getByRole('combobox', { name: 'Person' }).fill('小林')
  await openOptions(form)
  await choose(form, 'How it counts', 'Pace')
  await choose(form, 'Limit in', 'Requests')
  await expect(form.getByRole('switch')).toHaveCount(0)
  await form.getByRole('textbox', { name: 'Fills again, each second' }).fill('0.5')
  await form.getByRole('textbox', { name: 'Most at once' }).fill('60')
  await send(form)
  await expect(page.getByText('Fills by 0.5 a second')).toBeVisible()
  await expect(page.getByText('60 left')).toBeVisible()
  expect(await onlyBudget(gateway)).toEqual({
    ...plain,
    scope: { kind: 'person', id: '小林' },
    rule: { kind: 'bucket', unit: 'requests', limit: '60', refillPerSecond: 0.5 },
  })
})

test('requests at once for a client', async ({ page, gateway }) => {
  await gateway.createToken('notebook')
  const form = await openForm(page)
  await pick(page, form, 'For', 'A client')
  await pick(page, form, 'Client', 'notebook')
  await openOptions(form)
  await choose(form, 'How it counts', 'At once')
  await form.getByRole('textbox', { name: 'Limit' }).fill('4')
  const sentence = 'At 4 requests at once, requests of notebook are refused with 429 until one ends.'
  await expect(form.getByText(sentence)).toBeVisible()
  await send(form)
  await expect(page.getByText('4 at once')).toBeVisible()
  const clients = await gateway.admin.listClients({})
  expect(await onlyBudget(gateway)).toEqual({
    ...plain,
    scope: { kind: 'client', id: clients.find(({ name }) => name === 'notebook')?.id },
    rule: { kind: 'concurrency', unit: 'requests', limit: '4' },
  })
})

test('what makes no sense is not sent, and says what is wrong', async ({ page, gateway, upstream }) => {
  await addProvider(gateway, upstream)
  const form = await openForm(page)
  await pick(page, form, 'For', 'A team')
  await form.getByRole('combobox', { name: 'Team' }).fill('/lab')
  await openOptions(form)
  await form.getByRole('textbox', { name: 'Month starts on day' }).fill('32')
  await openOptions(form) // folded again, it opens for what is wrong in it
  await send(form)
  await expect(form.getByText('with / between levels.')).toBeVisible()
  await expect(form.getByText('A day from 1 to 31.')).toBeVisible()
  await expect(form.getByText('Enter an amount above zero.')).toBeVisible()

  await choose(form, 'How it counts', 'Last hours')
  await form.getByRole('textbox', { name: 'In any so many hours' }).fill('9000')
  await send(form)
  await expect(form.getByText('A whole number from 1 to 8784.')).toBeVisible()
  await expect(form.getByText('A day from 1 to 31.')).toBeHidden()
  expect(await gateway.admin.listBudgets({})).toEqual([])
})

test('a budget is changed, from the keyboard alone, and stays the same budget', async ({ page, gateway }) => {
  const { id } = await gateway.admin.setBudget({ ...plain, rule: perDay('1000000000', 'usd') })
  await showBudgets(page)
  await page.getByRole('button', { name: 'More actions: All clients, per day' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Change budget' })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Change budget' })).toBeFocused()
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'Change budget' })
  await expect(form.getByRole('textbox', { name: 'Limit' })).toBeFocused()
  await expect(form.getByText('0 % of $1.00, $1.00 left')).toBeVisible()
  await expect(form.getByRole('combobox')).toHaveCount(0)
  await expect(form.getByText('Only count', { exact: true })).toBeHidden()
  await form.getByRole('radio', { name: 'Refuse' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(form.getByText('Soft: every request passes')).toBeVisible()
  await form.getByRole('textbox', { name: 'Limit' }).fill('2')
  await page.keyboard.press('Enter')

  await expect(form).toBeHidden()
  await expect(page.getByText('$2.00 left')).toBeVisible()
  await expect(page.getByText('soft', { exact: true })).toBeVisible()
  expect(await gateway.admin.listBudgets({})).toMatchObject([
    { id, mode: 'soft', rule: perDay('2000000000', 'usd') },
  ])
})

test('setting a budget that is there already says so before it changes it', async ({ page, gateway }) => {
  const rule = { kind: 'rolling', hours: 5, unit: 'usd', limit: '1000000000' } as const
  const { id } = await gateway.admin.setBudget({ ...plain, rule })
  const form = await openForm(page)
  const warning = form.getByText('All clients, in any 5 hours is set already: this changes it.')
  await form.getByRole('textbox', { name: 'Limit' }).fill('3')
  await expect(warning).toBeHidden()
  await openOptions(form)
  await choose(form, 'How it counts', 'Last hours')
  await expect(warning).toBeVisible()
  await send(form)
  await expect(page.getByText('$3.00 left')).toBeVisible()
  expect(await gateway.admin.listBudgets({})).toMatchObject([{ id, rule: { limit: '3000000000' } }])
})

test('what runs is held, and given back when it ends', async ({ page, gateway, upstream }) => {
  await gateway.admin.addProvider({
    id: 'openai',
    kind: 'openai',
    baseUrl: `${upstream.baseUrl}/v1`,
    key: 'sk-test',
  })
  const token = await gateway.createToken('notebook')
  await gateway.admin.setBudget({ ...plain, rule: perDay('1000000', 'tokens') })
  await gateway.admin.setBudget({ ...plain, rule: { kind: 'concurrency', unit: 'requests', limit: '2' } })
  upstream.script({ steps: [hang()] })
  await showBudgets(page)
  await expect(page.getByText('0 running')).toBeVisible()

  const caller = new AbortController()
  const running = chat(gateway, { token, model: 'openai/gpt-4o-mini', signal: caller.signal })
  await expect(page.getByText('1 running')).toBeVisible()
  await expect(page.getByText('1 left', { exact: true })).toBeVisible()
  await expect(page.getByText(/[\d,]+ held$/)).toBeVisible()
  caller.abort()
  await expect(running).rejects.toThrow('aborted')
  await expect(page.getByText('0 running')).toBeVisible()
  await expect(page.getByText(/[\d,]+ held$/)).toBeHidden()
})

test('a budget is removed once that is confirmed', async ({ page, gateway }) => {
  await gateway.admin.setBudget({ ...plain, rule: perDay('1000000000', 'usd') })
  await showBudgets(page)
  const remove = async () => {
    await page.getByRole('button', { name: 'More actions: All clients, per day' }).click()
    await page.getByRole('menuitem', { name: 'Remove budget' }).click()
    return page.getByRole('dialog', { name: 'Remove budget' })
  }
  await (await remove()).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await gateway.admin.listBudgets({})).toHaveLength(1)
  await (await remove()).getByRole('button', { name: 'Remove budget' }).click()
  await expect(page.getByText('No budget set')).toBeVisible()
  expect(await gateway.admin.listBudgets({})).toEqual([])
})
