import { useInterval } from '@mantine/hooks'
import { useState } from 'react'

const everyMs = 1000

/** The present instant, anew every second. For what counts down. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useInterval(() => setNowMs(Date.now()), everyMs, { autoInvoke: true })
  return nowMs
}
