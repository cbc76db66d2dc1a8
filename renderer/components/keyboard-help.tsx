import { Kbd, Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { paletteKeys } from './palette-keys.ts'
import { TitledModal } from './titled-modal.tsx'

export function KeyboardHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const lines = [
    [paletteKeys, 'palette'],
    ['/', 'search'],
    ['?', 'help'],
    [t('keyboard.keys.tab'), 'move'],
    [t('keyboard.keys.arrows'), 'choose'],
    [t('keyboard.keys.enter'), 'open'],
    [t('keyboard.keys.escape'), 'close'],
  ] as const
  return (
    <TitledModal opened onClose={onClose} title={t('keyboard.title')}>
      <Table>
        <Table.Tbody>
          {lines.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={110}>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{t(`keyboard.${what}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </TitledModal>
  )
}
