import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const usualPaths: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/**
 * For tests: no GPU, and no traffic of the browser itself. No sandbox, because it cannot start as root or in most
 * containers.
 */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Finds the Chromium for tests: that of CHROMIUM_PATH, Playwright's, or an installed one. */
export function findChromium(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    ...(usualPaths[process.platform] ?? []),
  ]
  return candidates.find(path => path && existsSync(path))
}

/** Throws if there is no Chromium, and says what to install. */
export function requireChromium(): string {
  const path = findChromium()
  if (path !== undefined) return path
  throw new Error(
    'No Chromium was found. Install one (npx playwright install chromium, or your system package), or set CHROMIUM_PATH.',
  )
}
