import { useSessionStorage } from '@mantine/hooks'
import { useEffect } from 'react'
import { parseRoute, type Screen } from './route-hash.ts'
import { useAddressHash } from './use-route.ts'

/**
 * The address at which each screen was left, so that the navigation leads back to the same filters and the same open row. It
 * is kept as long as the tab is open.
 */
export function useScreenMemory(): (screen: Screen) => string {
  const hash = useAddressHash()
  const [left, setLeft] = useSessionStorage<Readonly<Record<string, string>>>({
    key: 'gatehouse-screens',
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const { screen } = parseRoute(hash)
  useEffect(() => {
    setLeft(known => (known[screen] === hash ? known : { ...known, [screen]: hash }))
  }, [screen, hash, setLeft])
  // Whatever is in the storage, a link leads to the screen that it names.
  return wanted => {
    const remembered = wanted === screen ? hash : (left[wanted] ?? '')
    return remembered.startsWith(`#/${wanted}`) && parseRoute(remembered).screen === wanted
      ? remembered
      : `#/${wanted}`
  }
}
