import { execFile } from 'node:child_process'

/**
 * Whether a tray icon would be visible. Electron does not know this on Linux: GNOME, for one, shows tray icons only with
 * an extension. An icon is visible if there is a StatusNotifierWatcher on the session bus.
 */
export function hasTrayHost(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true)
  const call = [
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/org/freedesktop/DBus',
  ]
  const question = ['--method', 'org.freedesktop.DBus.NameHasOwner', 'org.kde.StatusNotifierWatcher']
  return new Promise(resolve => {
    execFile('gdbus', [...call, ...question], { timeout: 2000 }, (error, stdout) => {
      resolve(error === null && stdout.includes('true'))
    })
  })
}
