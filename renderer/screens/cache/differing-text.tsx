import { Anchor, Mark, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WordRun } from './differing-words.ts'

const shownLines = 4
/** About as many as fit on those lines in the table of hits. */
const shownCharacters = 140

/** A question in which the words are marked that the other one does not have. Of a long one, only the beginning is shown at first. */
export function DifferingText({ runs }: { readonly runs: readonly WordRun[] }) {
  const { t } = useTranslation()
  const [isWhole, setIsWhole] = useState(false)
  const isLong = runs.reduce((sum, { text }) => sum + text.length, 0) > shownCharacters
  return (
    <div>
      <Text
        size="sm"
        style={{ overflowWrap: 'anywhere' }}
        {...(isLong && !isWhole ? { lineClamp: shownLines } : {})}
      >
        {runs.map(({ text, differs }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a question never change places
          <span key={at}>
            {at > 0 && ' '}
            {differs ? <Mark color="amber">{text}</Mark> : text}
          </span>
        ))}
      </Text>
      {isLong && (
        <Anchor component="button" type="button" size="xs" onClick={() => setIsWhole(!isWhole)}>
          {t(isWhole ? 'cache.showLess' : 'cache.showMore')}
        </Anchor>
      )}
    </div>
  )
}
