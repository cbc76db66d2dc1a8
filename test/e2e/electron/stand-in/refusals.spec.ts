import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, standInTest as test } from '../desktop-test.ts'

// What would pass against a lax stand-in and fail in Electron must fail here as well.

test('what the stand-in lacks throws, instead of being undefined', async ({ standIn }) => {
  await expect(standIn.evaluate(({ app }) => app.dock)).rejects.toThrow('no app.dock')
  await expect(standIn.evaluate(({ app }) => app.on('login', () => undefined))).rejects.toThrow(
    "no 'login' event",
  )
  const zoomed = standIn.evaluate(({ BrowserWindow }) => {
    new BrowserWindow({ webPreferences: { zoomFactor: 2 } })
  })
  await expect(zoomed).rejects.toThrow('no web preference zoomFactor')
})

test('a window that is less safe is refused', async ({ standIn }) => {
  const opened = standIn.evaluate(({ BrowserWindow }) => {
    new BrowserWindow({ webPreferences: { contextIsolation: false } })
  })
  await expect(opened).rejects.toThrow('sandboxed, isolated windows only')
})

for (const { kind, file, source, reason } of [
  { kind: 'an ES module', file: 'p.js', source: 'import "electron"', reason: 'Cannot use import statement' },
  { kind: 'a .mjs file', file: 'p.mjs', source: '', reason: 'Cannot use import statement' },
  {
    kind: 'one that asks for Node',
    file: 'p.cjs',
    source: 'require("node:fs")',
    reason: 'module not found: node:fs',
  },
  {
    kind: 'one that asks for main parts',
    file: 'p.cjs',
    source: 'require("electron").app',
    reason: 'no electron.app',
  },
]) {
  test(`a sandboxed preload may not be ${kind}`, async ({ standIn, homeDir }) => {
    const preload = join(homeDir, file)
    await writeFile(preload, source)
    await standIn.evaluate(
      ({ BrowserWindow }, path) =>
        new BrowserWindow({ webPreferences: { preload: path } }).loadURL('app://gatehouse/index.html'),
      preload,
    )
    await expect.poll(() => standIn.output()).toContain(reason)
  })
}

test('the ready event waits for the main module, and sandboxing comes before it', async ({ standIn }) => {
  await expect(standIn.evaluate(({ app }) => app.enableSandbox())).rejects.toThrow('before app is ready')
})
