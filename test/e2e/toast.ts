import type { Locator, Page } from '@playwright/test'

/** What the window tells when something was done. It is in the page once more, unseen, for those who hear it. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('group').filter({ hasText: text })
