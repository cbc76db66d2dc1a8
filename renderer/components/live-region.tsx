import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import { useAnnouncements } from './announce.ts'

/** What was announced last. It is there from the start, because only changes of what is there are read out. */
export function LiveRegion() {
  const [said, setSaid] = useState({ text: '', count: 0 })
  useAnnouncements({ announce: text => setSaid(({ count }) => ({ text, count: count + 1 })) })
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {/* The same text once more is read out once more, because it is another element. */}
      <span key={said.count}>{said.text}</span>
    </VisuallyHidden>
  )
}
