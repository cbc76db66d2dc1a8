// Runs the main program of a built Electron app, unchanged, in plain Node: node run.ts <folder of the app> [flags]
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { serveControl } from './control.ts'

const [, , folder = '.', ...flags] = process.argv
const appDir = resolve(folder)
process.argv = [process.execPath, appDir, ...flags]
process.env.GATEHOUSE_STAND_IN_APP = appDir

const electronUrl = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron' ? { url: electronUrl, shortCircuit: true } : next(specifier, context)
  },
})

const electron = await import('./electron.ts')
if (process.send) serveControl({ electron, standIn: electron.standIn })
// On these signals Electron quits by itself and emits `before-quit`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.app.quit())

const { main } = JSON.parse(readFileSync(resolve(appDir, 'package.json'), 'utf8')) as { main: string }
await import(pathToFileURL(resolve(appDir, main)).href)
electron.standIn.app.becomeReady()
