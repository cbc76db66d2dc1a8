import { execFile } from 'node:child_process'

/**
 * Whether a tray icon would be seen. Electron cannot tell on Linux, where GNOME shows none by itself: the icon
 * needs a StatusNotifierWatcher on the session bus.
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
