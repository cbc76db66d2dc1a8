import { Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import { useRoutes } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { readFile } from './read-file.ts'

/** Makes a route from the text of its file. The gateway says what is wrong with it, because all of it may be. */
export function RouteFileModal({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const read = readFile(text)
  const routes = useRoutes().data ?? []
  const save = useAdminMutation({
    run: (admin, route: RouteDefinition) => admin.setRoute(route),
    refreshes: ['routes'],
    done: (_, { name }) => t('routes.done', { name }),
    onDone: onClose,
  })
  const isTaken = read.type === 'route' && routes.some(({ name }) => name === read.route.name)
  const problem = read.type === 'wrong' ? t('routes.fileWrong') : save.error?.message
  return (
    <TitledModal opened onClose={onClose} size="lg" title={t('routes.paste')}>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          if (read.type === 'route') save.mutate(read.route)
        }}
      >
        <Stack gap="md">
          <Textarea
            label={t('routes.file')}
            description={t('routes.fileHint')}
            autosize
            minRows={8}
            maxRows={18}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            data-autofocus
            value={text}
            error={problem}
            onChange={event => {
              setText(event.currentTarget.value)
              save.reset()
            }}
          />
          {isTaken && <Text size="sm">{t('routeForm.taken', { name: read.route.name })}</Text>}
          <FormFooter submit={t('routes.add')} isBusy={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
