import { expect, type Page } from '@playwright/test'
import { go, type View } from './routing-views.ts'

/** What is looked at of budgets, in this order. */
export const budgetViews: readonly View[] = [
  {
    name: 'budget form',
    open: async page => {
      await page.getByRole('button', { name: 'Set a budget' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'budgets',
    open: async page => {
      await go(page, 'Budgets')
      await expect(page.getByText('would have refused')).toBeVisible()
    },
  },
  ...['Calendar', 'Last hours', 'Pace', 'At once'].map(kind => ({
    name: `budget form, ${kind}, with what is wrong`,
    asks: kind !== 'Calendar', // which is chosen already
    open: async (page: Page) => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: 'Set a budget' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('button', { name: 'More options' }).click()
      await form.getByText(kind, { exact: true }).click()
      // A notice of a budget that is used up may lie over the button.
      await form.getByRole('textbox').first().press('Enter')
      await expect(form.getByText('Enter an amount above zero.')).toBeVisible()
    },
  })),
  {
    name: 'history of a budget',
    open: async page => {
      await go(page, 'Budgets')
      await page
        .getByRole('button', { name: /^History of Team lab/ })
        .first()
        .click()
      await expect(page.getByRole('table', { name: /^History of Team lab/ })).toBeVisible()
    },
  },
  {
    name: 'budget to change',
    open: async page => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: /^More actions: Team lab/ }).click()
      await page.getByRole('menuitem', { name: 'Change budget' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
]
