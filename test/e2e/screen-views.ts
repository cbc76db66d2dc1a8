// Every screen and every form, one after the other, for what looks at each of them.
import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'
import { go, routingViews, type View } from './routing-views.ts'

export const views: readonly View[] = [
  { name: 'overview', open: page => expect(page.getByText('Latest requests')).toBeVisible() },
  {
    name: 'spend as a table',
    open: async page => {
      await page.getByRole('radiogroup', { name: 'Spend', exact: true }).getByText('Table').click()
      await expect(page.getByRole('columnheader', { name: 'Day' })).toBeVisible()
    },
  },
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
  ...['By calendar', 'Rolling', 'Pace', 'At once'].map(kind => ({
    name: `budget form, ${kind}, with what is wrong`,
    asks: kind !== 'By calendar', // which is chosen already
    open: async (page: Page) => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: 'Set a budget' }).click()
      const form = page.getByRole('dialog')
      await form.getByText(kind, { exact: true }).click()
      await form.getByRole('button', { name: 'Set a budget' }).click()
      await expect(form.getByText('Enter an amount above zero.')).toBeVisible()
    },
  })),
  {
    name: 'budget to change',
    open: async page => {
      await go(page, 'Budgets')
      await page.getByRole('button', { name: /^More actions: Team lab/ }).click()
      await page.getByRole('menuitem', { name: 'Change budget' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'requests',
    open: async page => {
      await go(page, 'Requests')
      await expect(page.getByRole('row', { name: /sandbox\/echo/ })).toBeVisible()
    },
  },
  {
    name: 'one request',
    open: async page => {
      await page.getByRole('row', { name: /sandbox\/echo/ }).click()
      await expect(page.getByRole('region', { name: 'About' })).toBeVisible()
    },
  },
  ...routingViews,
  {
    name: 'doctor',
    open: async page => {
      await go(page, 'Doctor')
      await expect(page.getByText('Nothing was tried yet')).toBeVisible()
    },
  },
  {
    name: 'accuracy',
    open: async page => {
      await go(page, 'Accuracy')
      await expect(page.getByRole('row', { name: /main\/gpt-4o-mini/ })).toBeVisible()
    },
  },
  {
    name: 'accuracy as a table',
    open: async page => {
      await page.getByText('Table', { exact: true }).click()
      await expect(page.getByRole('columnheader', { name: 'Day' })).toBeVisible()
    },
  },
  {
    name: 'cache, with two questions that were tried',
    open: async page => {
      await go(page, 'Cache')
      await page.getByRole('textbox', { name: 'Question that was answered' }).fill('How do I enable it?')
      await page.getByRole('textbox', { name: 'Question that is asked now' }).fill('How do I disable it?')
      await page.getByRole('button', { name: 'Compare' }).click()
      await expect(page.getByText('Would be asked of a provider')).toBeVisible()
    },
  },
  {
    name: 'answers to remove, with what is missing',
    asks: true,
    open: async page => {
      await page.getByRole('button', { name: 'Remove answers' }).click()
      const form = page.getByRole('dialog')
      await form.getByText('Of a model', { exact: true }).click()
      await form.getByRole('button', { name: 'Continue' }).click()
      await expect(form.getByText('Name a model.')).toBeVisible()
    },
  },
  {
    name: 'providers',
    open: async page => {
      await go(page, 'Providers')
      await page
        .getByRole('button', { name: /\d+ models?/ })
        .first()
        .click()
      await expect(page.getByRole('columnheader', { name: 'Model' })).toBeVisible()
    },
  },
  {
    name: 'price form',
    open: async page => {
      await page
        .getByRole('button', { name: /^Set the price: / })
        .first()
        .click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'provider form',
    open: async page => {
      await go(page, 'Providers')
      await page.getByRole('button', { name: 'Add a provider' }).click()
      await expect(page.getByRole('textbox', { name: 'Base URL' })).toBeVisible()
    },
  },
  {
    name: 'local models',
    open: async page => {
      await go(page, 'Local models')
      await expect(page.getByText('No server on this machine was found')).toBeVisible()
    },
  },
  {
    name: 'tokens',
    open: async page => {
      await go(page, 'Tokens')
      await expect(page.getByRole('row', { name: /notebook/ })).toBeVisible()
    },
  },
  {
    name: 'whose a token is',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Assign: notebook' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'translation for a token',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Translation of notebook: Default' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'cache for a token',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Cache of notebook: Default' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
  {
    name: 'palette',
    open: async page => {
      await page.getByRole('button', { name: 'Find' }).click()
      await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
    },
  },
  {
    name: 'keyboard help, over a narrow window',
    open: async page => {
      await page.setViewportSize({ width: 800, height: 600 })
      await page.getByRole('button', { name: 'Gateway and theme' }).click()
      await page.getByRole('button', { name: 'Keyboard' }).click()
      await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
    },
  },
  {
    name: 'token form',
    open: async page => {
      await go(page, 'Tokens')
      await page.getByRole('button', { name: 'Create a token' }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
    },
  },
]
