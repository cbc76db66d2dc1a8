// Draws resources/*.png from the SVG files beside them: node test/support/render-icons.ts
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { chromiumArgs, requireChromium } from './find-chromium.ts'

const resources = new URL('../../resources/', import.meta.url)

const pictures = [
  { svg: 'icon.svg', png: 'icon.png', size: 1024 },
  { svg: 'tray.svg', png: 'tray.png', size: 32 },
  // macOS draws a file with this name in the colour of its menu bar.
  { svg: 'tray-template.svg', png: 'trayTemplate.png', size: 16 },
  { svg: 'tray-template.svg', png: 'trayTemplate@2x.png', size: 32 },
]

const browser = await chromium.launch({ executablePath: requireChromium(), args: chromiumArgs })
for (const { svg, png, size } of pictures) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const source = await readFile(new URL(svg, resources), 'utf8')
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${source}`)
  await page.screenshot({ path: fileURLToPath(new URL(png, resources)), omitBackground: true })
  await page.close()
}
await browser.close()
