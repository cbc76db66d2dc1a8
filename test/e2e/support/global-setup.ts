import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findElectron } from './find-electron.ts'
import { projectDir } from './program.ts'

/** Refuses to test what was not built, and says at the end which Electron was tested. */
export default function globalSetup(): () => void {
  for (const built of [
    'out/main/main.js',
    'out/main/headless.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
  ]) {
    if (!existsSync(join(projectDir, built)))
      throw new Error(`${built} is not there: run npx electron-vite build.`)
  }
  const electron = findElectron()
  return () => {
    console.log(
      electron === undefined
        ? '\nelectron: the runtime is not installed here; ran against the stand-in only'
        : `\nelectron: ran against the stand-in and ${electron}`,
    )
  }
}
