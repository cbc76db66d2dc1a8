import { useMediaQuery } from '@mantine/hooks'
import type { Screen } from '../../components/route-hash.ts'

const fromWidth = '(min-width: 1100px)'

/** Whether an open request stands beside the list, which then can be read on, and not in a drawer over it. */
export function useOpensBeside(screen: Screen): boolean {
  const isWide = useMediaQuery(fromWidth, false, { getInitialValueInEffect: false })
  return screen === 'requests' && isWide
}
