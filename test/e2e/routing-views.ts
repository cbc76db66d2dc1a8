// Routes and health, for what looks at every screen.
import type { Page } from '@playwright/test'
import { expect, type GatewayUnderTest } from './fixtures.ts'

export interface View {
  readonly name: string
  readonly open: (page: Page) => Promise<void>
  /** Whether something was entered, so that it asks before it closes. */
  readonly asks?: boolean
}

export const go = (page: Page, screen: string) => page.getByRole('link', { name: screen }).click()

export const routingViews: readonly View[] = [
  {
    name: 'ways of requests as a table',
    open: async page => {
      await go(page, 'Overview')
      const ways = page.getByRole('region', { name: 'Ways of requests' })
      await expect(ways.getByRole('figure', { name: /^Bands from clients/ })).toBeVisible()
      await ways.getByText('Table', { exact: true }).click()
      await expect(ways.getByRole('columnheader', { name: 'Route' })).toBeVisible()
    },
  },
  {
    name: 'routes, one explained',
    open: async page => {
      await go(page, 'Routes')
      await page.getByRole('button', { name: 'Explain smart' }).click()
      await expect(page.getByRole('columnheader', { name: 'Why there' })).toBeVisible()
    },
  },
  {
    name: 'route to change, with what is wrong',
    asks: true,
    open: async page => {
      await go(page, 'Routes')
      await page.getByRole('button', { name: 'More actions: smart' }).click()
      await page.getByRole('menuitem', { name: 'Change' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('textbox', { name: 'Headers after' }).last().fill('5')
      await expect(form.getByText('From 10 to 3,600,000 ms.')).toBeVisible()
    },
  },
  {
    name: 'route to paste',
    open: async page => {
      await go(page, 'Routes')
      await page.getByRole('button', { name: 'Paste a route' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'health',
    open: async page => {
      await go(page, 'Health')
      await expect(page.getByRole('article', { name: 'down' })).toContainText(/failing|on trial/)
    },
  },
]

/** One with all that a card and a form can have. */
export async function setRoute({ admin }: GatewayUnderTest): Promise<void> {
  await admin.addProvider({ id: 'down', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', key: 'sk-test' })
  const weighted = [{ target: 'main/gpt-4o', weight: 2, limits: { firstTokenMs: 900 } }]
  await admin.setRoute({
    name: 'smart',
    groups: [
      { strategy: 'weighted', targets: weighted, when: { needs: ['vision'], clients: ['editor'] } },
      { strategy: 'priority', targets: [{ target: 'down/gpt-4o-mini' }, { target: 'main/gpt-4o-mini' }] },
    ],
    hedge: {},
    localLastResort: true,
  })
}
