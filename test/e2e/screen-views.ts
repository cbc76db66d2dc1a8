// Every screen and every form, one after the other, for what looks at each of them.
import { budgetViews } from './budget-views.ts'
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
  ...budgetViews,
  {
    name: 'settings',
    open: async page => {
      await go(page, 'Settings')
      await page.getByRole('button', { name: 'Show the licences' }).click()
      await page.getByRole('textbox', { name: 'Gateway port' }).fill('70000')
      await expect(page.getByText('From 0 to 65535.')).toBeVisible()
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
      await page.getByRole('button', { name: 'More actions: notebook' }).click()
      await page.getByRole('menuitem', { name: 'Assign' }).click()
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
