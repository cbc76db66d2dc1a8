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
 * What the browser is to leave out. The pages of its own address bar, hidden ones, took a second of processor time in each window;
 * a spare process for the next page takes a tenth. The others are those which Playwright leaves out itself, where they exist outside
 * Edge and Windows: of several such switches Chromium heeds the last.
 */
const leftOut = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'SpareRendererForSitePerProcess',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

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
  `--disable-features=${leftOut.join()}`,
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
