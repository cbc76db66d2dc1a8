import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AdminApi } from '../../../gateway/contract/admin.ts'
import {
  type ExportFormat,
  type ExportPlace,
  exportFormats,
  type RequestFilter,
} from '../../../gateway/contract/request-list.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'

const mimeTypes: Readonly<Record<ExportFormat, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' }

/** Saves what is filtered as a file. */
export function ExportMenu({ filter }: { readonly filter: RequestFilter }) {
  const { t } = useTranslation()
  const saving = useAdminMutation({
    run: (admin, format: ExportFormat) => save(admin, filter, format),
    refreshes: [],
  })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={saving.isPending}>
          {t('requestList.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {exportFormats.map(format => (
          <Menu.Item key={format} onClick={() => saving.mutate(format)}>
            {t(`requestList.formats.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

async function save(admin: AdminApi, filter: RequestFilter, format: ExportFormat): Promise<void> {
  // Each piece is put away in the browser's own store, so that the page does not hold a long log as text.
  const pieces: Blob[] = []
  let next: ExportPlace | undefined
  do {
    const piece = await admin.exportRequests({ ...filter, format, ...(next && { next }) })
    pieces.push(new Blob([piece.text]))
    next = piece.next ?? undefined
  } while (next !== undefined)
  const url = URL.createObjectURL(new Blob(pieces, { type: mimeTypes[format] }))
  const link = document.createElement('a')
  link.href = url
  link.download = `gatehouse-requests-${new Date().toISOString().slice(0, 10)}.${format}`
  link.click()
  URL.revokeObjectURL(url)
}
