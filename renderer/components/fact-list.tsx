import { DataList, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyIcon } from './copy-button.tsx'

export interface Fact {
  readonly label: string
  /** A fact without a value is left out. */
  readonly value: ReactNode
  /** Text for a copy button. Set for values that people are likely to need elsewhere. */
  readonly copy?: string
}

/** Labelled values, one per line. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <DataList gap={6} labelWidth="116px">
      {facts
        .filter(({ value }) => value !== null && value !== undefined)
        .map(({ label, value, copy }) => (
          <DataList.Item key={label}>
            <DataList.ItemLabel>{label}</DataList.ItemLabel>
            <DataList.ItemValue>
              {copy === undefined ? (
                value
              ) : (
                <Group gap={4} wrap="nowrap" style={{ overflowWrap: 'anywhere' }}>
                  {value}
                  <CopyIcon value={copy} label={label} />
                </Group>
              )}
            </DataList.ItemValue>
          </DataList.Item>
        ))}
    </DataList>
  )
}
