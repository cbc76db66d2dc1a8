import type { ServerResponse } from 'node:http'
import { type FakeLocalServer, line, startFakeLocalServer } from '../support/fake-local-server.ts'
import { test as base, expect } from './fixtures.ts'

const test = base.extend<{ readonly local: FakeLocalServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs off its first parameter
  local: async ({}, use) => {
    const local = await startFakeLocalServer('ollama')
    await use(local)
    await local.close()
  },
  environment: async ({ local }, use) => use({ GATEHOUSE_LOCAL_SERVERS: `ollama=${local.url}` }),
})

test('a server on this machine is shown with its models, and can be asked', async ({ page, local }) => {
  await page.getByRole('link', { name: 'Local models', exact: true }).click()
  const card = page.getByRole('article', { name: `Ollama ${local.url}` })
  await expect(card).toContainText('running')
  await expect(card).toContainText('asked as ollama/')
  const row = (name: string) => card.getByRole('row', { name })
  await expect(row('llama3.1:latest')).toContainText('loaded')
  await expect(row('llama3.1:latest')).toContainText('8.0B · Q4_K_M')
  await expect(row('llama3.1:latest')).toContainText('4.58 GiB')
  await expect(row('llama3.1:latest')).toContainText('8,192 of 131K')
  await expect(row('llama3.1:latest')).toContainText('text, tools')
  await expect(row('nomic-embed-text')).toContainText('embeddings')
  await expect(row('gpt-oss:120b-cloud')).toContainText('runs elsewhere')
  await expect(row('gpt-oss:120b-cloud')).toContainText('unknown')
  // Only questions that load no model.
  expect(local.asked.filter(each => !/^GET \/api\/(version|tags|ps)$|^POST \/api\/show /.test(each))).toEqual(
    [],
  )

  await page.getByRole('link', { name: 'Providers', exact: true }).click()
  await expect(page.getByRole('article', { name: 'ollama' })).toContainText('found')

  await local.close()
  await page.getByRole('link', { name: 'Local models', exact: true }).click()
  await expect(card).toContainText('not running')
  await expect(card).toContainText('the connection was refused')
})

test('a server that was removed stays unused until it is used again', async ({ page, gateway, local }) => {
  await expect
    .poll(async () => (await gateway.admin.listProviders({})).map(({ id }) => id))
    .toContain('ollama')
  await gateway.admin.removeProvider({ id: 'ollama' })
  await page.getByRole('link', { name: 'Local models', exact: true }).click()
  const card = page.getByRole('article', { name: `Ollama ${local.url}` })
  await expect(card).toContainText('requests do not reach it')
  await card.getByRole('button', { name: 'Use it' }).click()
  await expect(card).toContainText('asked as ollama/')
})

test('a model is installed with its progress, stopped, begun again, and fails with the reason', async ({
  page,
  local,
}) => {
  let answer = Promise.withResolvers<ServerResponse>()
  local.answers['/api/pull'] = (response: ServerResponse) => answer.resolve(response)
  const layer = (completed: number) =>
    line({ status: 'pulling', digest: 'sha256:a', total: 4 * 1024 ** 3, completed })

  await page.getByRole('link', { name: 'Local models', exact: true }).click()
  const field = page.getByRole('textbox', { name: 'Install a model' })
  await field.fill('two words')
  await page.getByRole('button', { name: 'Install', exact: true }).click()
  await expect(page.getByText('A name such as llama3.2')).toBeVisible()
  expect(local.asked.filter(each => each.includes('/api/pull'))).toEqual([])

  await field.fill('qwen3:8b')
  await page.getByRole('button', { name: 'Install', exact: true }).click()
  await expect(field).toHaveValue('')
  const first = await answer.promise
  answer = Promise.withResolvers()
  first.write(layer(1024 ** 3))
  await expect(page.getByText('1 GiB of 4 GiB')).toBeVisible()
  await expect(page.getByRole('progressbar', { name: 'Installing qwen3:8b' })).toHaveAttribute(
    'aria-valuenow',
    '25',
  )
  await page.getByRole('button', { name: 'Stop: qwen3:8b' }).click()
  await expect(page.getByText('What came already stays')).toBeVisible()
  await expect.poll(() => first.destroyed || first.closed).toBe(true)

  await page.getByRole('button', { name: 'Try again: qwen3:8b' }).click()
  const second = await answer.promise
  answer = Promise.withResolvers()
  second.end(line({ error: 'no space left on device' }))
  await expect(page.getByText('no space left on device')).toBeVisible()

  await page.getByRole('button', { name: 'Try again: qwen3:8b' }).click()
  local.answers['/api/tags'] = { models: [{ name: 'qwen3:8b', size: 5_000_000_000, digest: 'sha256:q' }] }
  const third = await answer.promise
  third.end(layer(4 * 1024 ** 3) + line({ status: 'success' }))
  await expect(page.getByText('installed', { exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: 'qwen3:8b' })).toContainText('4.66 GiB')
})

base('where there is none, the screen says how to install one', async ({ page }) => {
  await page.getByRole('link', { name: 'Local models', exact: true }).click()
  await expect(page.getByText('No server on this machine was found')).toBeVisible()
  const pages = ['Ollama', 'LM Studio', 'llama.cpp', 'vLLM'].map(name =>
    page.getByRole('link', { name: `How to install ${name}` }),
  )
  for (const link of pages) await expect(link).toHaveAttribute('href', /^https:\/\//)
  await expect(page.getByText('looked for at 127.0.0.1:11434')).toBeVisible()
})
